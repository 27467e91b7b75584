package dunlin.web;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A request is not served; the message is one line and is told to the client. */
public final class HttpRefusal extends Exception {
    /** Who is told to come again, but not when, tries again at once. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final int status;
    private final Optional<Duration> retryIn;

    /**
     * @param status the HTTP status, 400 to 599
     */
    public HttpRefusal(int status, String message) {
        this(status, message, Optional.empty());
    }

    /**
     * @param retryIn after what time another try makes sense, if that is known
     */
    public HttpRefusal(int status, String message, Optional<Duration> retryIn) {
        super(message);
        this.status = status;
        this.retryIn = retryIn;
    }

    public int status() {
        return status;
    }

    /**
     * Headers that an answer has to have because of it. Whoever is told that too much is asked of
     * the server just now is told when to ask again.
     */
    public Map<String, String> headers() {
        boolean isBusy = status == 503 || status == 429;
        return retryIn.or(() -> isBusy ? Optional.of(SOON) : Optional.empty())
                .map(in ->
                        Map.of("Retry-After", Long.toString(in.plusNanos(999_999_999).toSeconds())))
                .orElse(Map.of());
    }
}
