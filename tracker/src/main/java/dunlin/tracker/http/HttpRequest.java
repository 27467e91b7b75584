package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request whose head came; its body is read only if a handler asks for it. */
public final class HttpRequest {
    private static final int MAX_PARAMETERS = 100;

    private final HttpHead head;
    private final InetAddress sender;
    private final InputStream input;
    private final OutputStream output;
    private boolean bodyRead;

    HttpRequest(HttpHead head, InetAddress sender, InputStream input, OutputStream output) {
        this.head = head;
        this.sender = sender;
        this.input = input;
        this.output = output;
    }

    /** The method, in capitals. */
    public String method() {
        return head.method();
    }

    /** The path as it came, percent-encoded, beginning with a slash. */
    public String path() {
        return head.path();
    }

    /** What follows the question mark, as it came; empty if there is none. */
    public String rawQuery() {
        return head.query();
    }

    /**
     * A header.
     *
     * @param lowerCaseName its name in lower case
     */
    public Optional<String> header(String lowerCaseName) {
        return head.header(lowerCaseName);
    }

    /** The address that the connection comes from. */
    public InetAddress sender() {
        return sender;
    }

    /**
     * The first value of a parameter in the query, decoded as UTF-8 text.
     *
     * @throws HttpRefusal (400) if its percent-encoding is broken
     */
    public Optional<String> parameter(String name) throws HttpRefusal {
        return parameters(name).stream().findFirst();
    }

    /**
     * All values of a parameter in the query, decoded as UTF-8 text.
     *
     * @throws HttpRefusal (400) if the percent-encoding of one is broken
     */
    public List<String> parameters(String name) throws HttpRefusal {
        List<String> values = new ArrayList<>();
        for (String pair : head.query().split("&", MAX_PARAMETERS)) {
            if (pair.startsWith(name + "=")) {
                values.add(decode(pair.substring(name.length() + 1).replace('+', ' ')));
            }
        }
        return values;
    }

    /**
     * A whole number in the query.
     *
     * @throws HttpRefusal (400) if it is not one from 0 to {@code max}
     */
    public int number(String name, int otherwise, int max) throws HttpRefusal {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number <= max) {
                return number;
            }
        }
        throw new HttpRefusal(400, name + " is no number from 0 to " + max);
    }

    private static String decode(String text) throws HttpRefusal {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.write(c);
            } else if (i + 2 < text.length()
                    && HexFormat.isHexDigit(text.charAt(i + 1))
                    && HexFormat.isHexDigit(text.charAt(i + 2))) {
                out.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                throw new HttpRefusal(400, "a % without two hexadecimal digits in the query");
            }
        }
        return out.toString(UTF_8);
    }

    /**
     * Reads the body. What is allocated grows with what has come, not with what was announced.
     *
     * @param max most bytes that are taken
     * @throws HttpRefusal 411 without a length, 413 if it is too long
     */
    public byte[] body(int max) throws HttpRefusal, IOException {
        long length = contentLength();
        if (length > max) {
            throw new HttpRefusal(413, "a body of " + length + " bytes, at most " + max);
        }
        if (head.header("expect").isPresent()) {
            output.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII));
        }
        bodyRead = true;
        byte[] body = input.readNBytes((int) length);
        if (body.length < length) {
            throw new IOException("a body of " + length + " bytes that ended after " + body.length);
        }
        return body;
    }

    /**
     * The length that the body is said to have, in bytes.
     *
     * @throws HttpRefusal 411 if the head does not say, 400 if it says nonsense
     */
    public long contentLength() throws HttpRefusal {
        if (head.header("transfer-encoding").isPresent()) {
            throw new HttpRefusal(411, "a body needs a Content-Length, it cannot come in chunks");
        }
        Optional<String> length = head.header("content-length");
        if (length.isEmpty()) {
            throw new HttpRefusal(411, "a body needs a Content-Length");
        }
        if (!length.get().matches("[0-9]{1,18}")) {
            throw new HttpRefusal(400, "a Content-Length that is no number");
        }
        return Long.parseLong(length.get());
    }

    /** Whether the client may still be sending what nobody has read. */
    boolean hasUnreadBody() {
        return !bodyRead
                && (head.header("transfer-encoding").isPresent()
                        || head.header("content-length").filter(n -> !n.equals("0")).isPresent());
    }

    /** Reads a request's head from a connection. */
    static HttpRequest read(InetAddress sender, InputStream input, OutputStream output)
            throws HttpRefusal, IOException {
        HttpHead.Read read = HttpHead.read(input);
        InputStream rest = new SequenceInputStream(read.behind(), input);
        return new HttpRequest(read.head(), sender, rest, output);
    }

    @Override
    public String toString() {
        return Map.of("method", method(), "path", path()).toString();
    }
}
