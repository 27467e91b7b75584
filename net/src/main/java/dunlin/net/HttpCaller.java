package dunlin.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.Authority;
import dunlin.protocol.ErrorText;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.Version;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks HTTP servers that are not trusted: one request a connection, everything bounded in time and
 * size.
 *
 * <p>The query goes out as the bytes it is, requests leave from the peer's own address, and the
 * rule for addresses is applied to the very address that is then connected to: a name that resolves
 * differently the second time gains nothing. Thread-safe.
 */
public final class HttpCaller {
    private static final int MAX_REDIRECTS = 5;
    private static final int CONNECT_MILLIS = 5_000;
    private static final String USER_AGENT = "Dunlin/" + Version.NUMBER;

    /** Decides whether a URL may be asked at an address; throws if not. */
    @FunctionalInterface
    public interface AddressRule {
        void check(URI target, InetAddress address) throws ProtocolException;
    }

    /** An answer, and the address that gave it. */
    public record Answer(HttpReply reply, InetAddress address) {}

    /**
     * What is sent.
     *
     * @param headers further headers, by name; from the program, not from a stranger
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sending(String method, Map<String, String> headers, byte[] body) {}

    private final Optional<InetAddress> bind;
    private final Duration timeout;
    private final int maxBody;
    private final AddressRule rule;
    private final NameLookup names;
    private final Supplier<SSLSocketFactory> tls;
    private final Supplier<Socket> sockets;

    /**
     * @param bind the address that requests leave from
     * @param timeout for a whole exchange, look-ups of names and redirects included
     * @param maxBody most bytes of an answer's body
     */
    public HttpCaller(Optional<InetAddress> bind, Duration timeout, int maxBody, AddressRule rule) {
        this(bind, timeout, maxBody, rule, NameLookup.SYSTEM);
    }

    /**
     * @param names asked once for each exchange; the system's, but in tests
     */
    public HttpCaller(
            Optional<InetAddress> bind,
            Duration timeout,
            int maxBody,
            AddressRule rule,
            NameLookup names) {
        this(
                bind,
                timeout,
                maxBody,
                rule,
                names,
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /**
     * @param tls asked when a URL with https comes: what the system trusts takes long to read
     */
    public HttpCaller(
            Optional<InetAddress> bind,
            Duration timeout,
            int maxBody,
            AddressRule rule,
            NameLookup names,
            Supplier<SSLSocketFactory> tls) {
        this(bind, timeout, maxBody, rule, names, tls, Socket::new);
    }

    /**
     * @param sockets asked for one that is not connected yet, for each address that is tried
     */
    HttpCaller(
            Optional<InetAddress> bind,
            Duration timeout,
            int maxBody,
            AddressRule rule,
            NameLookup names,
            Supplier<SSLSocketFactory> tls,
            Supplier<Socket> sockets) {
        this.bind = bind;
        this.timeout = timeout;
        this.maxBody = maxBody;
        this.rule = rule;
        this.names = names;
        this.tls = tls;
        this.sockets = sockets;
    }

    /**
     * Asks with GET and follows redirects to the web, but not from a public to a local address, nor
     * from the network to this machine, nor from https to http, nor to anything else.
     *
     * @throws IOException if no answer came; the message is one line for a person
     * @throws ProtocolException if the answer is not HTTP, is too long, or redirects where it must
     *     not
     */
    public Answer get(URI target) throws IOException, ProtocolException {
        return get(target, Map.of());
    }

    /**
     * Asks as {@link #get(URI)} does.
     *
     * @param headers further headers, for the one that is asked and nobody it redirects to
     */
    public Answer get(URI target, Map<String, String> headers)
            throws IOException, ProtocolException {
        long deadline = System.nanoTime() + timeout.toNanos();
        URI uri = target;
        Answer answer = exchange(uri, asking(headers), deadline, rule);
        for (int i = 0; isRedirect(answer.reply()); i++) {
            if (i == MAX_REDIRECTS) {
                throw new ProtocolException("redirects more than " + MAX_REDIRECTS + " times");
            }
            uri = redirected(uri, answer.reply());
            answer = exchange(uri, asking(Map.of()), deadline, redirectedFrom(answer.address()));
        }
        return answer;
    }

    /** Sends a body; redirects are not followed. */
    public Answer send(URI target, Sending sending) throws IOException, ProtocolException {
        long deadline = System.nanoTime() + timeout.toNanos();
        return exchange(target, sending, deadline, rule);
    }

    private static Sending asking(Map<String, String> headers) {
        return new Sending("GET", headers, new byte[0]);
    }

    /** A magnet link leads to no server: whoever asked gets that answer itself. */
    private static boolean isRedirect(HttpReply reply) {
        return switch (reply.status()) {
            case 301, 302, 303, 307, 308 ->
                    reply.header("location").isPresent() && reply.redirectedToMagnet().isEmpty();
            default -> false;
        };
    }

    private static URI redirected(URI from, HttpReply reply) throws ProtocolException {
        URI to;
        try {
            to = from.resolve(reply.header("location").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("redirects to something that is no URL", e);
        }
        boolean web = isHttps(to) || "http".equalsIgnoreCase(to.getScheme());
        if (!web || Authority.of(to).isEmpty()) {
            throw new ProtocolException("redirects to something other than the web");
        }
        if (isHttps(from) && !isHttps(to)) {
            throw new ProtocolException("redirects from https to http");
        }
        return to;
    }

    /**
     * @param allowed whether it may be asked at an address
     */
    private Answer exchange(URI uri, Sending sending, long deadline, AddressRule allowed)
            throws IOException, ProtocolException {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        String host = authority(uri).host();
        List<InetAddress> addresses = names.find(host, bind, left);
        for (InetAddress address : addresses) {
            allowed.check(uri, address);
        }
        IOException failure = new IOException("cannot connect to " + host);
        for (InetAddress address : addresses) {
            Socket socket = sockets.get();
            Watchdog watchdog = new Watchdog(socket, deadline);
            try (socket;
                    watchdog) {
                try {
                    connect(socket, new InetSocketAddress(address, port(uri)));
                } catch (IOException e) {
                    failure = watchdog.explain(e, "cannot connect to " + authority(uri));
                    continue;
                }
                return new Answer(converse(socket, uri, sending), address);
            } catch (IOException e) {
                throw watchdog.explain(e, authority(uri) + " gives no answer");
            }
        }
        throw failure;
    }

    /** The rule for what the server at an address redirects to. */
    private AddressRule redirectedFrom(InetAddress server) {
        return (target, address) -> {
            if (!LocalAddress.mayRedirect(server, address)) {
                throw new ProtocolException(
                        LocalAddress.is(server)
                                ? "redirects from the network to this machine"
                                : "redirects from a public to a local address");
            }
            rule.check(target, address);
        };
    }

    private void connect(Socket socket, InetSocketAddress to) throws IOException {
        if (bind.isPresent()) {
            socket.bind(new InetSocketAddress(bind.get(), 0));
        }
        socket.connect(to, CONNECT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    private HttpReply converse(Socket plain, URI uri, Sending sending)
            throws IOException, ProtocolException {
        Socket socket = isHttps(uri) ? secure(plain, uri) : plain;
        OutputStream out = socket.getOutputStream();
        out.write(head(uri, sending).getBytes(ISO_8859_1));
        out.write(sending.body());
        out.flush();
        return HttpReply.read(socket.getInputStream(), maxBody);
    }

    private Socket secure(Socket plain, URI uri) throws IOException {
        SSLSocket socket =
                (SSLSocket) tls.get().createSocket(plain, authority(uri).host(), port(uri), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String head(URI uri, Sending sending) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        StringBuilder head = new StringBuilder(512);
        head.append(sending.method())
                .append(' ')
                .append(path)
                .append(query)
                .append(" HTTP/1.1\r\n");
        Map<String, String> headers =
                Map.of(
                        "Host",
                        authority(uri).toString(),
                        "User-Agent",
                        USER_AGENT,
                        "Accept-Encoding",
                        "identity",
                        "Connection",
                        "close");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        sending.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (!sending.method().equals("GET")) {
            head.append("Content-Length: " + sending.body().length + "\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static Authority authority(URI uri) {
        return Authority.of(uri)
                .orElseThrow(() -> new IllegalArgumentException("no host or port: " + uri));
    }

    /** In whatever case it is written: HTTPS in capitals must not go out in the clear. */
    private static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static int port(URI uri) {
        return authority(uri).port().orElse(isHttps(uri) ? 443 : 80);
    }

    /**
     * Closes a socket at the deadline, from a thread of its own: whatever drips, connecting,
     * handshake, sending or answer, ends then. It is no virtual thread, for these may all be held
     * up by what is read.
     */
    private static final class Watchdog implements AutoCloseable {
        private static final ScheduledThreadPoolExecutor CLOCK = clock();

        private final AtomicBoolean bit = new AtomicBoolean();
        private final Socket socket;
        private final Future<?> due;

        Watchdog(Socket socket, long deadline) {
            this.socket = socket;
            long nanos = Math.max(0, deadline - System.nanoTime());
            this.due = CLOCK.schedule(this::bite, nanos, TimeUnit.NANOSECONDS);
        }

        private static ScheduledThreadPoolExecutor clock() {
            ThreadFactory thread = Thread.ofPlatform().daemon().name("http-deadline").factory();
            ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, thread);
            clock.setRemoveOnCancelPolicy(true);
            clock.setKeepAliveTime(5, TimeUnit.SECONDS);
            clock.allowCoreThreadTimeOut(true);
            return clock;
        }

        private void bite() {
            bit.set(true);
            try {
                socket.close();
            } catch (IOException _) {
                // Closed already: all that was wanted.
            }
        }

        /** The error with a message for a person: too late, or what happened. */
        IOException explain(IOException e, String what) {
            if (Thread.currentThread().isInterrupted()) {
                return new InterruptedIOException("interrupted");
            }
            if (bit.get() || e instanceof SocketTimeoutException) {
                return new SocketTimeoutException(what + " in time");
            }
            return new IOException(what + ": " + ErrorText.of(e), e);
        }

        @Override
        public void close() {
            due.cancel(false);
        }
    }
}
