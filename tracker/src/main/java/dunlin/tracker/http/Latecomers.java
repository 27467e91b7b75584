package dunlin.tracker.http;

import dunlin.tracker.http.FirstBytes.Announce;
import dunlin.web.Connections;
import dunlin.web.HttpLimits;
import dunlin.web.HttpSettings;
import dunlin.web.WebServer;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the connections that were not done with after their first read, each on a virtual thread
 * within its deadline: announces that come in pieces, answers that the client is slow to take,
 * handlers that may wait. What turns out to be no announce goes on to the {@link WebServer}.
 */
final class Latecomers {
    private static final Logger LOG = LoggerFactory.getLogger(Latecomers.class);
    private static final int USUAL_REQUEST = 512;
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final AnnounceHandler handler;
    private final Connections connections;
    private final WebServer web;
    private final Executor threads;
    private final HttpLimits limits;
    private final HttpSettings settings;

    Latecomers(
            AnnounceHandler handler,
            Connections connections,
            WebServer web,
            Executor threads,
            HttpSettings settings) {
        this.handler = handler;
        this.connections = connections;
        this.web = web;
        this.threads = threads;
        this.limits = settings.limits();
        this.settings = settings;
    }

    /** What a connection begins with that is encrypted (RFC 8446, 5.1). */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final byte[] IN_THE_CLEAR =
            ("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n"
                            + "Content-Length: 27\r\n\r\nthis is https: ask for that")
                    .getBytes(US_ASCII);

    private interface Service {
        /**
         * @return whether the connection is to be closed now
         */
        boolean serve(Connections.Place place) throws IOException;
    }

    /**
     * Takes a connection of which some bytes have been read; these are copied.
     *
     * @return false if there is no place for it, and the caller has to close it
     */
    boolean take(SocketChannel connection, byte[] bytes, int length) throws IOException {
        byte[] copy = Arrays.copyOf(bytes, Math.max(length, USUAL_REQUEST));
        return begin(connection, place -> serve(place, connection, copy, length));
    }

    /**
     * Sends the rest of an answer, which is copied.
     *
     * @return false if there is no place for it, and the caller has to close it
     */
    boolean finish(SocketChannel connection, ByteBuffer rest) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
        return begin(connection, place -> send(place, connection, copy));
    }

    private boolean begin(SocketChannel connection, Service service) throws IOException {
        InetAddress sender = AnnounceListener.sender(connection);
        Optional<Connections.Place> place = connections.admit(sender, connection, limits.head());
        if (place.isEmpty()) {
            return false;
        }
        try {
            threads.execute(() -> run(place.get(), connection, service));
        } catch (RejectedExecutionException e) {
            place.get().leave();
            return false;
        }
        return true;
    }

    private static void run(Connections.Place place, SocketChannel connection, Service service) {
        boolean isDone = true;
        try {
            connection.configureBlocking(true);
            isDone = service.serve(place);
        } catch (IOException e) {
            LOG.debug("a connection broke: {}", e.getMessage());
        } finally {
            if (isDone) {
                place.leave();
                close(connection);
            }
        }
    }

    private boolean serve(
            Connections.Place place, SocketChannel connection, byte[] first, int firstLength)
            throws IOException {
        byte[] bytes = first;
        int length = firstLength;
        if (settings.tls().isPresent()) {
            if (length == 0) {
                length = connection.read(ByteBuffer.wrap(bytes));
            }
            if (length > 0 && bytes[0] != TLS_HANDSHAKE) {
                return send(place, connection, ByteBuffer.wrap(IN_THE_CLEAR));
            }
        }
        if (length < 0) {
            return true;
        }
        // What is encrypted, or says whose it is, only the library can read.
        if (!settings.isPlain(place.sender())) {
            web.take(connection, ByteBuffer.wrap(bytes, 0, length), place);
            return false;
        }
        while (true) {
            switch (FirstBytes.of(bytes, length)) {
                case Announce announce -> {
                    place.works(limits.exchange());
                    byte[] bencode = AnnounceAnswer.ask(handler, announce, place.sender());
                    return send(place, connection, AnnounceAnswer.write(bencode, NONE));
                }
                case FirstBytes.Otherwise.FOREIGN -> {
                    web.take(connection, ByteBuffer.wrap(bytes, 0, length), place);
                    return false;
                }
                case FirstBytes.Otherwise.UNDECIDED -> {
                    if (length == bytes.length) {
                        bytes = Arrays.copyOf(bytes, Math.min(2 * length, FirstBytes.MAX));
                    }
                    int count =
                            connection.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
                    if (count < 0) {
                        return true;
                    }
                    length += count;
                }
            }
        }
    }

    private boolean send(Connections.Place place, SocketChannel connection, ByteBuffer answer)
            throws IOException {
        place.works(limits.exchange());
        while (answer.hasRemaining()) {
            connection.write(answer);
        }
        return true;
    }

    static void close(SocketChannel connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", e.getMessage());
        }
    }
}
