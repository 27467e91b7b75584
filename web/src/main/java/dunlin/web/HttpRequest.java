package dunlin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/** A request whose head came; its body is read only if a handler asks for it. */
public final class HttpRequest {
    private static final int MAX_PARAMETERS = 100;
    private static final int PART = 16 * 1024;

    private final Request request;
    private final Connections.Place place;
    private final Duration slack;
    private InetAddress client;

    /**
     * @param place of the connection that it came by
     * @param slack how far its body may fall behind the {@link LeastRate}
     */
    HttpRequest(Request request, Connections.Place place, Duration slack) {
        this.request = request;
        this.place = place;
        this.slack = slack;
        this.client = place.sender();
    }

    /** The method, in capitals. */
    public String method() {
        return request.getMethod();
    }

    /** The path as it came, percent-encoded, beginning with a slash. */
    public String path() {
        return request.getHttpURI().getPath();
    }

    /** What follows the question mark, as it came; empty if there is none. */
    public String rawQuery() {
        return Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
    }

    /** Path and query as they came. */
    public String target() {
        return rawQuery().isEmpty() ? path() : path() + "?" + rawQuery();
    }

    /**
     * A header.
     *
     * @param lowerCaseName its name in lower case
     */
    public Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(request.getHeaders().get(lowerCaseName));
    }

    /**
     * This server as whoever asks reaches it: {@code http://host:port}, or {@code https}.
     *
     * @throws HttpRefusal (400) if the request does not say, or says what is no host: it is put
     *     into links, and into lines that people paste into a terminal
     */
    public String here() throws HttpRefusal {
        String host = header("host").orElse("");
        if (!host.matches("[\\w.:\\[\\]-]{1,255}")) {
            throw new HttpRefusal(400, "a request without a usable Host");
        }
        return (request.getConnectionMetaData().isSecure() ? "https://" : "http://") + host;
    }

    /** Whose request it is: where the connection comes from, or whom a known proxy names. */
    public InetAddress sender() {
        return client;
    }

    void isFrom(InetAddress other) {
        client = other;
    }

    /** All values of a header, joined by commas as if they had come in one line. */
    Optional<String> wholeHeader(String lowerCaseName) {
        List<String> values = request.getHeaders().getValuesList(lowerCaseName);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
    }

    /** Whether it says that another passed it on (RFC 9110, 7.6.3, RFC 7239, and custom). */
    boolean wasPassedOn() {
        return request.getHeaders().stream()
                .map(HttpField::getLowerCaseName)
                .anyMatch(name ->
                        name.startsWith("x-forwarded-")
                                || name.equals("x-real-ip")
                                || name.equals("forwarded")
                                || name.equals("via"));
    }

    /** Closes the connection: whatever else it holds is needed more elsewhere. */
    public void cut() {
        place.cut();
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
        for (String pair : rawQuery().split("&", MAX_PARAMETERS)) {
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
     * Reads the body. What is allocated grows with what has come, not with what was announced; who
     * sends more slowly than {@link LeastRate} has it is cut off.
     *
     * @param max most bytes that are taken
     * @throws HttpRefusal 413 if it is too long, before it is read if the head tells; 400 if its
     *     chunks are malformed
     * @throws IOException if it does not come
     */
    public byte[] body(int max) throws HttpRefusal, IOException {
        OptionalLong length = contentLength();
        if (length.isPresent() && length.getAsLong() > max) {
            throw tooLong(max);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[PART];
        LeastRate rate = new LeastRate(slack, System.nanoTime());
        try (InputStream input = Request.asInputStream(request)) {
            place.isDue(rate.due());
            for (int count = input.read(part); count >= 0; count = input.read(part)) {
                if (body.size() + count > max) {
                    throw tooLong(max);
                }
                body.write(part, 0, count);
                rate.moved(count, System.nanoTime());
                place.isDue(rate.due());
            }
        } catch (IOException | RuntimeException e) {
            throw malformed(e);
        } finally {
            place.isDueNoMore();
        }
        return body.toByteArray();
    }

    private static HttpRefusal tooLong(int max) {
        return new HttpRefusal(413, "a body of more than " + max + " bytes");
    }

    /** The library says what the client did wrong by an exception with a status. */
    private static HttpRefusal malformed(Exception failure) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException http) {
                return new HttpRefusal(http.getCode(), "a malformed body");
            }
        }
        throw failure instanceof IOException io ? io : new IOException(failure);
    }

    /** The length that the body is said to have, in bytes; empty if it comes in chunks. */
    public OptionalLong contentLength() {
        long length = request.getLength();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    public String toString() {
        return Map.of("method", method(), "path", path()).toString();
    }
}
