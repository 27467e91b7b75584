package dunlin.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.identity.SignedRequest.Bound;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;

/** Sends bytes as they are and reads what comes back until the other side closes. */
public final class RawHttp {
    private RawHttp() {}

    public static String exchange(InetSocketAddress server, String request) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    public static String get(InetSocketAddress server, String target) throws IOException {
        return request(server, "GET", target, "");
    }

    public static String request(
            InetSocketAddress server, String method, String target, String body)
            throws IOException {
        return request(server, method, target, "", body);
    }

    private static String request(
            InetSocketAddress server, String method, String target, String headers, String body)
            throws IOException {
        return exchange(server, text(method, target, headers, body));
    }

    private static String text(String method, String target, String headers, String body) {
        return method
                + " "
                + target
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close"
                + headers
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    /** The same, signed with a key just now. */
    public static String signed(
            InetSocketAddress server, PeerKeyPair by, String method, String target, String body)
            throws IOException {
        return exchange(server, signedRequest(server, by, method, target, body));
    }

    /** The text of a request that is signed with a key just now. */
    public static String signedRequest(
            InetSocketAddress server, PeerKeyPair by, String method, String target, String body) {
        return text(method, target, headers(server, by, method, target, body), body);
    }

    private static String headers(
            InetSocketAddress server, PeerKeyPair by, String method, String target, String body) {
        byte[] digest = SignedRequest.digest(body.getBytes(ISO_8859_1));
        long now = Instant.now().getEpochSecond();
        StringBuilder headers = new StringBuilder();
        IndexName index = new IndexName("127.0.0.1", server.getPort());
        SignedRequest.sign(by, new Bound(index, digest), method, target, now)
                .headers()
                .forEach((name, value) -> headers.append("\r\n" + name + ": " + value));
        return headers.toString();
    }

    /** Asks for one thing with the signature for another. */
    public static String signedFor(
            InetSocketAddress server, PeerKeyPair by, String signed, String target)
            throws IOException {
        return request(server, "GET", target, headers(server, by, "GET", signed, ""), "");
    }

    public static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }
}
