package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.net.linux.LinuxTcp;
import dunlin.tracker.http.FirstBytes.Announce;
import dunlin.web.Connections;
import dunlin.web.HttpSettings;
import dunlin.web.ListeningSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts every connection of the port, and answers the announces that have come whole by then: one
 * read, one write, closed. Whatever is not done with that goes to the {@link Latecomers} at once.
 *
 * <p>A few platform threads do this, with calls that never wait for a client: accepted connections
 * are non-blocking, and a handler that may wait is called elsewhere. So nothing but the number of
 * requests can hold them up.
 */
final class AnnounceListener {
    private static final Logger LOG = LoggerFactory.getLogger(AnnounceListener.class);

    /** Answers are seldom longer; one that is gets a buffer of its own. */
    private static final int USUAL_ANSWER = 16 * 1024;

    /** After so many connections it pays to have asked for options of the system. */
    private static final int BUSY = 1_000;

    private static final byte[] NO_PLACE =
            ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
                            + "Content-Length: 0\r\n\r\n")
                    .getBytes(US_ASCII);

    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final ListeningSockets listening;
    private final AnnounceHandler handler;
    private final HttpSettings settings;
    private final Connections connections;
    private final Latecomers latecomers;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean tuned = new AtomicBoolean();

    AnnounceListener(
            ListeningSockets listening,
            AnnounceHandler handler,
            HttpSettings settings,
            Connections connections,
            Latecomers latecomers) {
        this.listening = listening;
        this.handler = handler;
        this.settings = settings;
        this.connections = connections;
        this.latecomers = latecomers;
        for (ServerSocketChannel socket : listening.sockets()) {
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("http-accept-" + threads.size())
                            .unstarted(() -> run(socket)));
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void run(ServerSocketChannel socket) {
        ByteBuffer in = ByteBuffer.allocateDirect(FirstBytes.MAX);
        ByteBuffer out = ByteBuffer.allocateDirect(USUAL_ANSWER);
        byte[] bytes = new byte[FirstBytes.MAX];
        Acceptor acceptor = new Acceptor(socket);
        int accepted = 0;
        while (socket.isOpen()) {
            try {
                serve(acceptor.next(), in, bytes, out);
                if (++accepted == BUSY) {
                    tune();
                }
            } catch (IOException e) {
                if (socket.isOpen()) {
                    // Too many open files, say.
                    LOG.warn("cannot accept a connection: {}", e.getMessage());
                    connections.closeLongestWaiting();
                    pause();
                }
            } catch (RuntimeException | Error e) {
                // Without this thread the port would be there, and silent.
                LOG.error("a connection could not be served", e);
            }
        }
    }

    private void serve(SocketChannel connection, ByteBuffer in, byte[] bytes, ByteBuffer out) {
        boolean isDone = true;
        try {
            connection.configureBlocking(false);
            int length = connection.read(in.clear());
            if (length >= 0) {
                in.flip().get(bytes, 0, length);
                isDone = serve(connection, bytes, length, out);
            }
        } catch (IOException e) {
            LOG.debug("a connection broke: {}", e.getMessage());
        } finally {
            if (isDone) {
                Latecomers.close(connection);
            }
        }
    }

    /**
     * @return whether the connection is to be closed now
     */
    private boolean serve(SocketChannel connection, byte[] bytes, int length, ByteBuffer out)
            throws IOException {
        InetAddress sender = sender(connection);
        if (settings.isPlain(sender)
                && !handler.mayWait()
                && FirstBytes.of(bytes, length) instanceof Announce announce) {
            byte[] bencode = AnnounceAnswer.ask(handler, announce, sender);
            ByteBuffer answer = AnnounceAnswer.write(bencode, out);
            connection.write(answer);
            return !answer.hasRemaining() || !latecomers.finish(connection, answer);
        }
        if (latecomers.take(connection, bytes, length)) {
            return false;
        }
        connection.write(ByteBuffer.wrap(NO_PLACE));
        return true;
    }

    static InetAddress sender(SocketChannel connection) throws IOException {
        return ((InetSocketAddress) connection.getRemoteAddress()).getAddress();
    }

    /** On a thread of its own, because finding out takes a while the first time. */
    private void tune() {
        if (tuned.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .daemon()
                    .name("http-tune")
                    .start(() -> LinuxTcp.tune(listening.address()));
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the threads are gone, since the system keeps the port while they accept. */
    void join() {
        try {
            for (Thread thread : threads) {
                if (!thread.join(STOPPING)) {
                    LOG.warn("{} does not stop", thread.getName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
