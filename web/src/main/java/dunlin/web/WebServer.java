package dunlin.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.BlockingArrayQueue;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Serves HTTP by Jetty, which takes over connections that were accepted and begun to be read
 * elsewhere. It starts with the first of them: a program that nobody asks for pages starts faster
 * and stays smaller without.
 *
 * <p>Thread-safe.
 */
public final class WebServer implements AutoCloseable {
    /** One selects, the others are for the moments when it hands over to a virtual thread. */
    private static final int PLATFORM_THREADS = 4;

    /** After so long without work a thread ends. */
    private static final int IDLE_MILLIS = 60_000;

    /** It takes milliseconds, but when one of its threads waits for what never comes. */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(3);

    private final WebHandler handler;
    private final Optional<Supplier<SSLContext>> tls;
    private final Executor threads;
    private final ThreadGroup platform = new ThreadGroup("http-web");

    @GuardedBy("this")
    private @Nullable Server server;

    @GuardedBy("this")
    private @Nullable WebConnector connector;

    @GuardedBy("this")
    private boolean closed;

    /**
     * @param threads where requests are handled; it may block
     */
    public WebServer(HttpHandler handler, Executor threads, HttpSettings settings) {
        this.handler = new WebHandler(handler, settings);
        this.tls = settings.tls();
        this.threads = threads;
    }

    /**
     * Takes a connection over, with the place that it has. The first call takes a while.
     *
     * @param begun what has been read of it
     * @throws IOException if it cannot be taken; the caller has to close it
     */
    public void take(SocketChannel connection, ByteBuffer begun, Connections.Place place)
            throws IOException {
        connection.configureBlocking(false);
        started().take(connection, begun, place);
    }

    private synchronized WebConnector started() throws IOException {
        if (closed) {
            throw new IOException("the server is closed");
        }
        if (connector != null) {
            return connector;
        }
        QueuedThreadPool pool = pool(platform);
        pool.setVirtualThreadsExecutor(threads);
        Server fresh = new Server(pool);
        WebConnector only = new WebConnector(fresh, pool, threads, factories());
        fresh.addConnector(only);
        fresh.setHandler(handler);
        fresh.setErrorHandler(WebHandler::error);
        fresh.setStopTimeout(0);
        try {
            fresh.start();
        } catch (Exception e) {
            ServerStop.stop(fresh, platform, STOPS_WITHIN);
            throw new IOException("the web server does not start: " + e.getMessage(), e);
        }
        server = fresh;
        connector = only;
        return only;
    }

    static QueuedThreadPool pool(ThreadGroup group) {
        QueuedThreadPool pool =
                new QueuedThreadPool(
                        PLATFORM_THREADS, 1, IDLE_MILLIS, 0, new BlockingArrayQueue<>(), group);
        pool.setName("http-web");
        pool.setDaemon(true);
        return pool;
    }

    /** The first of them is what a connection begins with. */
    private ConnectionFactory[] factories() {
        HttpConnectionFactory http = http();
        return tls.isEmpty()
                ? new ConnectionFactory[] {http}
                : new ConnectionFactory[] {encrypted(tls.get(), http), http};
    }

    private static SslConnectionFactory encrypted(
            Supplier<SSLContext> tls, HttpConnectionFactory http) {
        SslContextFactory.Server contexts =
                new SslContextFactory.Server() {
                    @Override
                    public SSLEngine newSSLEngine(String host, int port) {
                        SSLEngine engine = tls.get().createSSLEngine(host, port);
                        customize(engine);
                        return engine;
                    }
                };
        contexts.setSslContext(tls.get());
        contexts.setRenegotiationAllowed(false); // each would cost us more than the client
        SslConnectionFactory encrypted = new SslConnectionFactory(contexts, http.getProtocol());
        // It would refuse who asks by an address, or a name that the certificate does not have.
        encrypted.setEnsureSecureRequestCustomizer(false);
        encrypted.setDirectBuffersForDecryption(false);
        encrypted.setDirectBuffersForEncryption(false);
        return encrypted;
    }

    private static HttpConnectionFactory http() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HttpLimits.MAX_HEAD);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        http.setUseInputDirectByteBuffers(false); // those would be dear to make for each connection
        http.setUseOutputDirectByteBuffers(false);
        return http;
    }

    @Override
    public void close() {
        Server running;
        synchronized (this) {
            closed = true;
            running = server;
        }
        if (running != null) {
            ServerStop.stop(running, platform, STOPS_WITHIN);
        }
    }
}
