package dunlin.web;

import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops Jetty within a time. While it stops, its selecting thread waits without end for each answer
 * that it cuts off; and an answer that failed by itself in that very moment never tells it so
 * (Jetty's {@code SendCallback.cancel}: the latch of a {@code CancelSendException} that is only
 * added to another failure is counted down by nobody). An interrupt lets it go on to the next.
 */
final class ServerStop {
    private static final Logger LOG = LoggerFactory.getLogger(ServerStop.class);

    /** At most so many connections can have met that moment before we leave without it. */
    private static final int TRIES = 20;

    private ServerStop() {}

    /**
     * Returns when the server has stopped, or does not stop.
     *
     * @param platform all threads that the server's pool made, and no others
     * @param patience how long it has before what it waits for is interrupted; after that, a tenth
     *     of it each time
     */
    static void stop(Server server, ThreadGroup platform, Duration patience) {
        Thread stopping =
                Thread.ofPlatform().daemon().name("http-web-stop").start(() -> stop(server));
        try {
            boolean done = stopping.join(patience);
            for (int i = 0; !done && i < TRIES; i++) {
                platform.interrupt();
                done = stopping.join(patience.dividedBy(10));
            }
            if (!done) {
                LOG.warn("the web server does not stop");
            }
        } catch (InterruptedException e) {
            platform.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the web server does not stop: {}", e.getMessage());
        }
    }
}
