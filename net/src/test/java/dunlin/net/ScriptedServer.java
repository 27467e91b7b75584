package dunlin.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A server on loopback that does to each connection what a test says, however badly. */
public final class ScriptedServer implements AutoCloseable {
    /** What to do with a connection whose request came. */
    public interface Script {
        void serve(String target, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final Script script;

    /** The targets of the requests that came. */
    public final List<String> targets = new CopyOnWriteArrayList<>();

    /** Where the requests came from. */
    public final List<InetAddress> senders = new CopyOnWriteArrayList<>();

    public ScriptedServer(Script script) {
        this(ServerSocketFactory.getDefault(), script);
    }

    public ScriptedServer(ServerSocketFactory factory, Script script) {
        this.script = script;
        try {
            socket = factory.createServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request with these bytes. */
    public static ScriptedServer answering(String bytes) {
        return new ScriptedServer((target, out) -> out.write(bytes.getBytes(ISO_8859_1)));
    }

    /** A port where nobody listens. */
    public static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** An answer under status 200 with this body. */
    public static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), ISO_8859_1));
            String first = String.valueOf(in.readLine());
            String line = first;
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            String target = first.split(" ", 3)[1];
            targets.add(target);
            senders.add(connection.getInetAddress());
            script.serve(target, connection.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // The client had enough, which is what most scripts are for.
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public String announceUrl() {
        return "http://127.0.0.1:" + port() + "/announce";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
