package dunlin.tracker.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index's HTTP port, put together; the package says how it works. */
public final class HttpServer implements AutoCloseable {
    /** Most bytes of a request's head. */
    static final int MAX_HEAD = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int STOPPING_SECONDS = 2;

    /**
     * What clients may have. Announces that come whole are answered whatever else is going on; all
     * others count.
     *
     * @param connections most at once
     * @param perAddress most at once from one IPv4 address or IPv6 /64, other than this machine
     * @param streams most at once of which the body has no end known before
     * @param head how long a request's head may take to come, from the connection's beginning or
     *     the end of the answer before
     * @param exchange how long all the rest may take, until the answer is sent; in a stream, how
     *     long each piece of it may take
     */
    public record Limits(
            int connections, int perAddress, int streams, Duration head, Duration exchange) {
        /** What an index on the open internet can give. */
        public static final Limits DEFAULT =
                new Limits(2_000, 64, 500, Duration.ofSeconds(15), Duration.ofSeconds(60));

        public Limits {
            if (connections < 1 || perAddress < 1 || streams < 0) {
                throw new IllegalArgumentException(
                        connections + " connections, " + perAddress + ", " + streams + " streams");
            }
        }
    }

    private final ListeningSockets listening;
    private final ExecutorService threads;
    private final Connections connections;
    private final WebServer web;
    private final AnnounceListener listener;

    private HttpServer(
            ListeningSockets listening,
            AnnounceHandler announces,
            HttpHandler others,
            Limits limits) {
        this.listening = listening;
        this.threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
        this.connections = new Connections(limits.connections(), limits.perAddress());
        this.web = new WebServer(others, announces, threads, limits);
        this.listener =
                new AnnounceListener(
                        listening,
                        announces,
                        connections,
                        new Latecomers(announces, connections, web, threads, limits));
    }

    /**
     * Begins to listen.
     *
     * @param listen port 0 for any free one
     * @param announces answers at the paths of announce and scrape
     * @param others answers everything else
     * @throws IOException if the address is not to be had
     */
    public static HttpServer start(
            InetSocketAddress listen, AnnounceHandler announces, HttpHandler others, Limits limits)
            throws IOException {
        HttpServer server = new HttpServer(new ListeningSockets(listen), announces, others, limits);
        server.listener.start();
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return listening.address();
    }

    /** Stops listening, closes what is open, and ends streams. Afterwards the port is free. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            LOG.debug("closing the port: {}", e.getMessage());
        }
        listener.join();
        connections.close();
        threads.shutdownNow();
        web.close();
        try {
            if (!threads.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("requests are still being handled");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
