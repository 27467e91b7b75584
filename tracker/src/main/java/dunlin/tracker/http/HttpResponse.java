package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/**
 * An answer.
 *
 * @param contentType the media type of the body
 * @param headers further headers; names and values must come from the program, not from a client
 * @param afterwards run once the answer is sent, or could not be
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpResponse(
        int status,
        String contentType,
        byte[] body,
        Map<String, String> headers,
        Runnable afterwards) {
    /** An answer without further headers. */
    public HttpResponse(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of(), () -> {});
    }

    /** A document in JSON. */
    public static HttpResponse json(int status, String document) {
        return new HttpResponse(
                status, "application/json; charset=utf-8", (document + "\n").getBytes(UTF_8));
    }

    /** The status line and the headers, up to and with the empty line. */
    byte[] head() {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(status).append(' ').append(reason()).append("\r\n");
        head.append("Content-Type: ").append(contentType).append("\r\n");
        head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append("X-Content-Type-Options: nosniff\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1);
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 411 -> "Length Required";
            case 413 -> "Content Too Large";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            case 507 -> "Insufficient Storage";
            default -> "Status";
        };
    }
}
