package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a request (RFC 9112).
 *
 * <pre>
 *   METHOD SP target SP "HTTP/1." digit CRLF
 *   *( name ":" value CRLF )
 *   CRLF
 * </pre>
 *
 * A bare LF is taken for CRLF. The target is a path with an optional query; an absolute URL, as
 * proxies send it, is cut to these.
 *
 * @param path percent-encoded as it came
 * @param query percent-encoded as it came
 * @param headers by name in lower case; the length of a body may not stand there twice
 */
record HttpHead(String method, String path, String query, Map<String, String> headers) {
    static final int MAX_BYTES = 16 * 1024;
    private static final int MAX_HEADERS = 100;

    /** A head, and the bytes that came behind it at once. */
    record Read(HttpHead head, InputStream behind) {}

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /**
     * Reads a head, in most cases with a single read.
     *
     * @throws EOFException if the connection ends first
     */
    static Read read(InputStream input) throws HttpRefusal, IOException {
        byte[] buffer = new byte[2048];
        int filled = 0;
        int scanned = 0;
        while (true) {
            if (filled == buffer.length) {
                if (filled >= MAX_BYTES) {
                    throw new HttpRefusal(431, "a request's head over " + MAX_BYTES + " bytes");
                }
                buffer = Arrays.copyOf(buffer, Math.min(filled * 2, MAX_BYTES));
            }
            int count = input.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                throw new EOFException("the connection ended within a request's head");
            }
            filled += count;
            int end = end(buffer, Math.max(0, scanned - 3), filled);
            if (end > 0) {
                HttpHead head = parse(new String(buffer, 0, end, ISO_8859_1));
                return new Read(head, new ByteArrayInputStream(buffer, end, filled - end));
            }
            scanned = filled;
        }
    }

    /** Where the body begins: after an empty line; or -1. */
    private static int end(byte[] buffer, int from, int filled) {
        for (int i = from; i < filled; i++) {
            if (buffer[i] == '\n') {
                int next = i + 1 < filled && buffer[i + 1] == '\r' ? i + 2 : i + 1;
                if (next < filled && buffer[next] == '\n') {
                    return next + 1;
                }
            }
        }
        return -1;
    }

    static HttpHead parse(String text) throws HttpRefusal {
        List<String> lines = text.lines().toList();
        String[] words = lines.getFirst().split(" ", -1);
        if (words.length != 3
                || !words[0].matches("[A-Z]{1,20}")
                || !words[2].matches("HTTP/1\\.[0-9]")) {
            throw new HttpRefusal(400, "no request line of HTTP/1");
        }
        String target = words[1].replaceFirst("^https?://[^/?]*", "");
        if (!target.startsWith("/") || target.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new HttpRefusal(400, "a request's target that is no path");
        }
        int question = target.indexOf('?');
        return new HttpHead(
                words[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers(lines.subList(1, lines.size())));
    }

    private static Map<String, String> headers(List<String> lines) throws HttpRefusal {
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw new HttpRefusal(400, "a malformed header, or more than " + MAX_HEADERS);
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String old = headers.put(name, line.substring(colon + 1).strip());
            // Two lengths, or a length and chunks, are how requests are smuggled past a proxy.
            if (old != null && name.equals("content-length")) {
                throw new HttpRefusal(400, "two Content-Length headers");
            }
        }
        if (headers.containsKey("content-length") && headers.containsKey("transfer-encoding")) {
            throw new HttpRefusal(400, "both Content-Length and Transfer-Encoding");
        }
        return headers;
    }
}
