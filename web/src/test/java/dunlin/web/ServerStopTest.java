package dunlin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerStopTest {
    @Test
    void aSelectorThatWaitsForWhatNeverComesIsInterrupted() throws Exception {
        ThreadGroup platform = new ThreadGroup("http-web");
        QueuedThreadPool pool = WebServer.pool(platform);
        Server server = new Server(pool);
        WebConnector connector =
                new WebConnector(server, pool, Runnable::run, new HttpConnectionFactory());
        server.addConnector(connector);
        server.start();
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        for (ManagedSelector selector : connector.getContainedBeans(ManagedSelector.class)) {
            selector.submit(ignored -> {
                waits.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
        }
        waits.await();

        ServerStop.stop(server, platform, Duration.ofMillis(200));

        assertThat(interrupted.getCount()).isZero();
        assertThat(server.isStopped()).isTrue();
    }
}
