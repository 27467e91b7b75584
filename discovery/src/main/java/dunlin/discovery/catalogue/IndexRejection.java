package dunlin.discovery.catalogue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An index answers, and does not do what it is asked. */
public final class IndexRejection extends IOException {
    private final int status;
    private final Optional<Duration> retryAfter;

    IndexRejection(int status, Optional<Duration> retryAfter, String reason) {
        super(reason);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Its HTTP status: from 500 on it cannot just now, below it will not. */
    public int status() {
        return status;
    }

    /** How long it asks to be left alone, if it says so. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** Its own reason, safe to print. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
