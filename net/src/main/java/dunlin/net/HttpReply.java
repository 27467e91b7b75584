package dunlin.net;

import dunlin.protocol.ProtocolException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP answer (RFC 9112), read leniently: the body goes on for its length, in chunks, or until
 * the end of the connection.
 *
 * @param headers by name in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpReply(int status, Map<String, String> headers, byte[] body) {
    /** Most bytes of the lines of its head. */
    static final int MAX_HEAD = 32 * 1024;

    /** Whether what was asked for is in its body: 200, or 203 of a proxy, or 206, and the like. */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /** The magnet link to which it redirects, if it does. */
    public Optional<String> redirectedToMagnet() {
        return header("location")
                .filter(to -> status / 100 == 3 && to.regionMatches(true, 0, "magnet:", 0, 7));
    }

    /**
     * Reads an answer.
     *
     * @param maxBody most bytes of its body, packed and unpacked
     * @throws ProtocolException if it is not HTTP, or too long
     */
    static HttpReply read(InputStream connection, int maxBody)
            throws IOException, ProtocolException {
        HttpLines in = new HttpLines(new BufferedInputStream(connection, 16 * 1024), MAX_HEAD);
        int status = status(line(in));
        while (status / 100 == 1 && status != 101) { // 103 Early Hints, say; the lines are bounded
            headers(in);
            status = status(line(in));
        }
        Map<String, String> headers = headers(in);
        byte[] body = body(in, headers, status, maxBody);
        if (isPacked(headers, body)) {
            body = unzip(body, maxBody);
        }
        return new HttpReply(status, headers, body);
    }

    private static int status(String line) throws ProtocolException {
        if (!line.matches("HTTP/\\d\\.\\d [1-5]\\d\\d( .*)?")) {
            throw new ProtocolException("answers something that is not HTTP");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static String line(HttpLines in) throws IOException, ProtocolException {
        return in.next(MAX_HEAD, "headers");
    }

    private static Map<String, String> headers(HttpLines in) throws IOException, ProtocolException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static byte[] body(HttpLines in, Map<String, String> headers, int status, int maxBody)
            throws IOException, ProtocolException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return ChunkedBody.read(in, maxBody);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return bounded(in.rest(), maxBody);
        }
        if (!length.matches("\\d{1,18}")) {
            throw new ProtocolException("answers with a Content-Length that is no number");
        }
        if (Long.parseLong(length) > maxBody) {
            throw tooLong(maxBody);
        }
        byte[] body = in.rest().readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the answer ended after " + body.length + " of " + length);
        }
        return body;
    }

    /** Some servers only say so: what does not begin as gzip does is what was asked for. */
    private static boolean isPacked(Map<String, String> headers, byte[] body) {
        String coding = headers.getOrDefault("content-encoding", "").toLowerCase(Locale.ROOT);
        return (coding.equals("gzip") || coding.equals("x-gzip"))
                && body.length > 1
                && body[0] == 0x1f
                && body[1] == (byte) 0x8b;
    }

    /** We ask for no packed answers; some servers pack all the same. */
    private static byte[] unzip(byte[] packed, int maxBody) throws ProtocolException {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return bounded(unpacked, maxBody);
        } catch (IOException e) {
            throw new ProtocolException("answers with a packed body that is broken", e);
        }
    }

    private static byte[] bounded(InputStream in, int maxBody)
            throws IOException, ProtocolException {
        byte[] body = in.readNBytes(maxBody + 1);
        if (body.length > maxBody) {
            throw tooLong(maxBody);
        }
        return body;
    }

    static ProtocolException tooLong(int maxBody) {
        return new ProtocolException("answers with more than " + maxBody + " bytes");
    }
}
