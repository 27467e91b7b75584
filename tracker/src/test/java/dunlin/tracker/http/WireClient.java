package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes just as a test says, and reads answers one by one. */
final class WireClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream input;

    /** An answer; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    WireClient(HttpServer server) throws IOException {
        this(server, "127.0.0.1");
    }

    /**
     * @param from one of this machine's own addresses, 127.0.0.1 to 127.255.255.254
     */
    WireClient(HttpServer server, String from) throws IOException {
        InetSocketAddress address = server.address();
        socket =
                new Socket(address.getAddress(), address.getPort(), InetAddress.ofLiteral(from), 0);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        input = new BufferedInputStream(socket.getInputStream());
    }

    /** One request on a connection of its own. */
    static Answer ask(HttpServer server, String request) throws IOException {
        try (WireClient client = new WireClient(server)) {
            return client.send(request).answer();
        }
    }

    /** All that comes back until the server closes. */
    static String exchange(HttpServer server, String request) throws IOException {
        try (WireClient client = new WireClient(server)) {
            return client.send(request).rest();
        }
    }

    WireClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
    }

    /** Sends one byte after another, each in a packet of its own, until the server has enough. */
    void dribble(String text, long pauseNanos) {
        try {
            for (int i = 0; i < text.length(); i++) {
                send(text.substring(i, i + 1));
                java.util.concurrent.locks.LockSupport.parkNanos(pauseNanos);
            }
        } catch (IOException e) {
            // It has.
        }
    }

    void noMoreToSend() throws IOException {
        socket.shutdownOutput();
    }

    Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String length = headers.getOrDefault("content-length", "0");
        return new Answer(status, headers, read(Integer.parseInt(length)));
    }

    /** A piece of a body in chunks. The end of its line may come no sooner than the next piece. */
    String chunk() throws IOException {
        String length = line();
        return read(Integer.parseInt(length.isEmpty() ? line() : length, 16));
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new EOFException("the server closed after " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    String read(int length) throws IOException {
        return new String(input.readNBytes(length), ISO_8859_1);
    }

    /** What comes until the server closes; a reset counts as closing. */
    String rest() {
        StringBuilder rest = new StringBuilder();
        try {
            for (int c = input.read(); c >= 0; c = input.read()) {
                rest.append((char) c);
            }
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException("not closed, after " + rest, e);
        } catch (IOException e) {
            rest.append("<reset>");
        }
        return rest.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
