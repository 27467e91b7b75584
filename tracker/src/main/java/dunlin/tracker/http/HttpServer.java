package dunlin.tracker.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Accepts connections and lets a handler answer the one request of each, on a virtual thread.
 *
 * <p>Slow clients: a connection that has not been served whole by its deadline is closed by {@link
 * #reap}, whatever it is doing, reading or writing. Many clients: a permit is taken before a
 * connection is accepted, so what comes beyond the limit waits in the kernel's bounded queue.
 */
public final class HttpServer implements AutoCloseable {
    /**
     * What a connection may cost.
     *
     * @param maxConnections most at the same time
     * @param maxDuration from accepting to closing
     */
    public record Limits(int maxConnections, Duration maxDuration) {}

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Duration REAP_EVERY = Duration.ofMillis(250);
    private static final int DISCARD_BYTES = 1 << 20;
    private static final int DISCARD_MILLIS = 1_000;

    private final ServerSocket socket;
    private final HttpHandler handler;
    private final Limits limits;
    private final Semaphore permits;
    private final Thread acceptor;

    /** The open connections with the {@code nanoTime} at which each is closed. */
    private final Map<Socket, Long> deadlines = new ConcurrentHashMap<>();

    private HttpServer(ServerSocket socket, HttpHandler handler, Limits limits) {
        this.socket = socket;
        this.handler = handler;
        this.limits = limits;
        this.permits = new Semaphore(limits.maxConnections());
        this.acceptor = Thread.ofVirtual().name("http-accept").unstarted(this::accept);
    }

    /**
     * Begins to listen.
     *
     * @param listen port 0 for any free one
     * @throws IOException if the address is not to be had
     */
    public static HttpServer start(InetSocketAddress listen, HttpHandler handler, Limits limits)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(listen, 1024);
        } catch (IOException e) {
            socket.close();
            String at = listen.getHostString() + " port " + listen.getPort();
            throw new IOException("cannot listen on " + at + ": " + e.getMessage(), e);
        }
        HttpServer server = new HttpServer(socket, handler, limits);
        server.acceptor.start();
        Thread.ofVirtual().name("http-reap").start(server::reap);
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    private void accept() {
        while (!socket.isClosed()) {
            permits.acquireUninterruptibly();
            try {
                Socket connection = socket.accept();
                deadlines.put(connection, System.nanoTime() + limits.maxDuration().toNanos());
                Thread.ofVirtual().name("http").start(() -> serve(connection));
            } catch (IOException e) {
                permits.release();
                if (!socket.isClosed()) {
                    // Too many open files, say: those that are open will close.
                    LOG.warn("cannot accept a connection: {}", e.getMessage());
                    pause(Duration.ofMillis(100));
                }
            }
        }
    }

    private void reap() {
        while (!socket.isClosed()) {
            pause(REAP_EVERY);
            long now = System.nanoTime();
            deadlines.forEach((connection, deadline) -> {
                if (now - deadline > 0) {
                    close(connection);
                }
            });
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            // close() may have gone by before this connection was among those that it closes.
            if (!socket.isClosed()) {
                connection.setTcpNoDelay(true);
                exchange(connection);
            }
        } catch (IOException e) {
            LOG.debug("a connection broke: {}", e.getMessage());
        } finally {
            deadlines.remove(connection);
            permits.release();
        }
    }

    private void exchange(Socket connection) throws IOException {
        InputStream input = connection.getInputStream();
        OutputStream output = connection.getOutputStream();
        boolean unread = true;
        boolean headOnly = false;
        HttpResponse response;
        try {
            HttpRequest request = HttpRequest.read(connection.getInetAddress(), input, output);
            headOnly = request.method().equals("HEAD");
            response = answer(request);
            unread = request.hasUnreadBody();
        } catch (HttpRefusal e) {
            response = refusal(e);
        }
        try {
            send(output, response, headOnly);
        } finally {
            response.afterwards().run();
        }
        if (unread) {
            discard(connection, input);
        }
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        try {
            return handler.handle(request);
        } catch (HttpRefusal e) {
            return refusal(e);
        } catch (RuntimeException e) {
            LOG.error("cannot answer {}", request, e);
            return refusal(new HttpRefusal(500, "the index failed to answer this"));
        }
    }

    private static HttpResponse refusal(HttpRefusal refusal) {
        String error = String.valueOf(refusal.getMessage());
        String json = JsonNodeFactory.instance.objectNode().put("error", error).toString();
        return HttpResponse.json(refusal.status(), json);
    }

    private static void send(OutputStream output, HttpResponse response, boolean headOnly)
            throws IOException {
        byte[] head = response.head();
        byte[] body = headOnly ? new byte[0] : response.body();
        if (body.length > 16 * 1024) {
            output.write(head);
            output.write(body);
        } else {
            // One packet for both.
            byte[] whole = new byte[head.length + body.length];
            System.arraycopy(head, 0, whole, 0, head.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            output.write(whole);
        }
    }

    /**
     * Lets the client read the answer before the connection closes: closing while its bytes still
     * come would reset the connection and take the answer with it.
     */
    private static void discard(Socket connection, InputStream input) throws IOException {
        connection.shutdownOutput();
        connection.setSoTimeout(DISCARD_MILLIS);
        byte[] buffer = new byte[16 * 1024];
        int discarded = 0;
        int count = 0;
        while (count >= 0 && discarded < DISCARD_BYTES) {
            count = input.read(buffer);
            discarded += count;
        }
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }

    /** Stops listening and closes what is open. Afterwards the port is free. */
    @Override
    public void close() {
        close(socket);
        deadlines.keySet().forEach(HttpServer::close);
        try {
            // The system keeps the port until nobody is in accept any more.
            boolean ended = acceptor.join(Duration.ofSeconds(1));
            LOG.debug("stopped listening: {}", ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
