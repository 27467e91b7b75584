package dunlin.web;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A request is not served; the message is one line and is told to the client. */
public final class HttpRefusal extends Exception {
    /** Who is told to come again, but not when, tries again at once. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final int status;
    private final Map<String, String> headers;

    /**
     * Whoever is told that too much is asked of the server just now is told when to ask again.
     *
     * @param status the HTTP status, 400 to 599
     */
    public HttpRefusal(int status, String message) {
        this(
                status,
                message,
                status == 503 || status == 429 ? Optional.of(SOON) : Optional.empty());
    }

    /**
     * @param retryIn after what time another try makes sense, if that is known
     */
    public HttpRefusal(int status, String message, Optional<Duration> retryIn) {
        this(
                status,
                message,
                retryIn.map(in ->
                                Map.of(
                                        "Retry-After",
                                        Long.toString(in.plusNanos(999_999_999).toSeconds())))
                        .orElse(Map.of()));
    }

    /**
     * @param headers that the answer has to have because of it
     */
    public HttpRefusal(int status, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.headers = Map.copyOf(headers);
    }

    public int status() {
        return status;
    }

    /** Headers that an answer has to have because of it. */
    public Map<String, String> headers() {
        return headers;
    }
}
