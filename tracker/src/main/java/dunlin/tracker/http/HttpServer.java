package dunlin.tracker.http;

import dunlin.web.Connections;
import dunlin.web.HttpHandler;
import dunlin.web.HttpLimits;
import dunlin.web.HttpSettings;
import dunlin.web.ListeningSockets;
import dunlin.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The index's HTTP port, put together; the package says how it works. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int STOPPING_SECONDS = 2;

    private final ListeningSockets listening;
    private final ExecutorService threads;
    private final Connections connections;
    private final WebServer web;
    private final AnnounceListener listener;

    private HttpServer(
            ListeningSockets listening,
            AnnounceHandler announces,
            HttpHandler others,
            HttpSettings settings) {
        HttpLimits limits = settings.limits();
        this.listening = listening;
        this.threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual()
                                .name("http-", 0)
                                .uncaughtExceptionHandler(
                                        (_, e) -> LOG.error("a request could not be served", e))
                                .factory());
        this.connections =
                new Connections(limits.connections(), limits.perAddress(), settings.proxies());
        this.web = new WebServer(new OddAnnounces(announces, others), threads, settings);
        this.listener =
                new AnnounceListener(
                        listening,
                        announces,
                        settings,
                        connections,
                        new Latecomers(announces, connections, web, threads, settings));
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
            InetSocketAddress listen,
            AnnounceHandler announces,
            HttpHandler others,
            HttpSettings settings)
            throws IOException {
        HttpServer server =
                new HttpServer(new ListeningSockets(listen), announces, others, settings);
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
