package dunlin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An answer.
 *
 * @param contentType the media type of the body
 * @param headers further headers; names and values must come from the program, not from a client
 * @param afterwards run once the answer is sent, or could not be
 */
public record HttpResponse(
        int status,
        String contentType,
        Body body,
        Map<String, String> headers,
        Runnable afterwards) {
    static final String JSON = "application/json; charset=utf-8";

    /** What an answer carries. */
    public sealed interface Body {
        /** All of it is there. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Bytes(byte[] bytes) implements Body {}

        /** It is made part by part while it is sent, so that it is never in memory whole. */
        record Parts(PartSource source) implements Body {}

        /** It is written while it comes to be. */
        record Stream(BodyWriter writer) implements Body {}
    }

    /** Makes the parts of a body. */
    @FunctionalInterface
    public interface PartSource {
        /**
         * The next part, asked for when the one before is sent; none behind the last.
         *
         * @throws IOException if it cannot be made: the answer breaks off
         */
        Optional<byte[]> next() throws IOException;
    }

    /** An answer without further headers. */
    public HttpResponse(int status, String contentType, byte[] body) {
        this(status, contentType, body, Map.of(), () -> {});
    }

    /** An answer that is all there. */
    public HttpResponse(
            int status,
            String contentType,
            byte[] body,
            Map<String, String> headers,
            Runnable afterwards) {
        this(status, contentType, new Body.Bytes(body), headers, afterwards);
    }

    /** An answer under status 200 that is written while it comes to be. */
    public static HttpResponse stream(String contentType, BodyWriter writer) {
        Map<String, String> headers = Map.of("Cache-Control", "no-store");
        return new HttpResponse(200, contentType, new Body.Stream(writer), headers, () -> {});
    }

    /** A document in JSON. */
    public static HttpResponse json(int status, String document) {
        return new HttpResponse(status, JSON, (document + "\n").getBytes(UTF_8));
    }

    /** A refusal: what to know of it, in JSON. */
    static HttpResponse refusal(HttpRefusal refusal) {
        String reason = String.valueOf(refusal.getMessage());
        String json = JsonNodeFactory.instance.objectNode().put("error", reason).toString();
        return json(refusal.status(), json).with(refusal.headers());
    }

    /** A copy with these headers, too. */
    public HttpResponse with(Map<String, String> furtherHeaders) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(furtherHeaders);
        return new HttpResponse(status, contentType, body, Map.copyOf(all), afterwards);
    }

    /**
     * The refusal of a method.
     *
     * @param methods those that are taken, such as {@code GET, HEAD}
     */
    public static HttpResponse onlyMethods(String methods) {
        byte[] reason = ("{\"error\":\"this takes " + methods + " only\"}\n").getBytes(UTF_8);
        return new HttpResponse(405, JSON, reason, Map.of("Allow", methods), () -> {});
    }
}
