package dunlin.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.ProtocolException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
    private static final int MAX_HEAD = 32 * 1024;

    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    /**
     * Reads an answer.
     *
     * @param maxBody most bytes of its body, packed and unpacked
     * @throws ProtocolException if it is not HTTP, or too long
     */
    static HttpReply read(InputStream connection, int maxBody)
            throws IOException, ProtocolException {
        HeadReader in = new HeadReader(new BufferedInputStream(connection, 16 * 1024));
        int status = status(in.line());
        while (status == 100) {
            headers(in);
            status = status(in.line());
        }
        Map<String, String> headers = headers(in);
        byte[] body = body(in, headers, status, maxBody);
        if (headers.getOrDefault("content-encoding", "").equalsIgnoreCase("gzip")) {
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

    private static Map<String, String> headers(HeadReader in)
            throws IOException, ProtocolException {
        Map<String, String> headers = new HashMap<>();
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static byte[] body(HeadReader in, Map<String, String> headers, int status, int maxBody)
            throws IOException, ProtocolException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks(in, maxBody);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return bounded(in.rest, maxBody);
        }
        if (!length.matches("\\d{1,18}")) {
            throw new ProtocolException("answers with a Content-Length that is no number");
        }
        if (Long.parseLong(length) > maxBody) {
            throw tooLong(maxBody);
        }
        byte[] body = in.rest.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the answer ended after " + body.length + " of " + length);
        }
        return body;
    }

    /** {@code *( hex-size [";" extension] CRLF bytes CRLF ) "0" CRLF}. */
    private static byte[] chunks(HeadReader in, int maxBody) throws IOException, ProtocolException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = in.line().replaceFirst("[ \t]*(;.*)?$", "");
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new ProtocolException("answers with a chunk whose size is no number");
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                return body.toByteArray();
            }
            if (body.size() + length > maxBody) {
                throw tooLong(maxBody);
            }
            byte[] chunk = in.rest.readNBytes((int) length);
            if (chunk.length < length) {
                throw new EOFException("the answer ended within a chunk");
            }
            body.writeBytes(chunk);
            in.allowMore();
            if (!in.line().isEmpty()) {
                throw new ProtocolException("answers with a chunk longer than it says");
            }
        }
    }

    /** We ask for no packed answers; some servers pack all the same. */
    private static byte[] unzip(byte[] packed, int maxBody) throws IOException, ProtocolException {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return bounded(unpacked, maxBody);
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

    private static ProtocolException tooLong(int maxBody) {
        return new ProtocolException("answers with more than " + maxBody + " bytes");
    }

    /** Reads lines up to a number of bytes in all, then the rest can be read as it is. */
    private static final class HeadReader {
        private final InputStream rest;
        private int left = MAX_HEAD;

        HeadReader(InputStream rest) {
            this.rest = rest;
        }

        void allowMore() {
            left = MAX_HEAD;
        }

        String line() throws IOException, ProtocolException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = rest.read(); b != '\n'; b = rest.read()) {
                if (b < 0) {
                    throw new EOFException("the connection closed before an answer came");
                }
                if (--left < 0) {
                    throw new ProtocolException(
                            "answers with more than " + MAX_HEAD + " bytes of headers");
                }
                line.write(b);
            }
            String text = line.toString(ISO_8859_1);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }
    }
}
