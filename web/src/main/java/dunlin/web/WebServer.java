package dunlin.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
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
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP by Jetty, which takes over connections that were accepted and begun to be read
 * elsewhere. It starts with the first of them: a program that nobody asks for pages starts faster
 * and stays smaller without.
 *
 * <p>Thread-safe.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** One selects, the others are for the moments when it hands over to a virtual thread. */
    private static final int PLATFORM_THREADS = 4;

    private final WebHandler handler;
    private final Optional<Supplier<SSLContext>> tls;
    private final Executor threads;

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
        QueuedThreadPool pool = new QueuedThreadPool(PLATFORM_THREADS, 1);
        pool.setName("http-web");
        pool.setDaemon(true);
        pool.setReservedThreads(0);
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
            stop(fresh);
            throw new IOException("the web server does not start: " + e.getMessage(), e);
        }
        server = fresh;
        connector = only;
        return only;
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

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("the web server does not stop: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        Server running;
        synchronized (this) {
            closed = true;
            running = server;
        }
        if (running != null) {
            stop(running);
        }
    }
}
