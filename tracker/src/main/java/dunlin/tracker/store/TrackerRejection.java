package dunlin.tracker.store;

import java.time.Duration;
import java.util.Optional;

/** The index refuses a request; the message is one line and is told to the client. */
public final class TrackerRejection extends Exception {
    /** What kind of refusal it is, as far as a client acts on it. */
    public enum Reason {
        /** The request itself is wrong. */
        INVALID,
        /** Whoever asks may not do this. */
        FORBIDDEN,
        /** What it asks for is not here. */
        UNKNOWN,
        /** It holds more than is taken. */
        TOO_LARGE,
        /** It comes too often, or asks for too much in too short a time. */
        TOO_OFTEN,
        /** The index holds as much as it may. */
        FULL,
        /** The index itself has a fault, such as a full disk. */
        BROKEN
    }

    private final Reason reason;
    private final Optional<Duration> retryIn;

    public TrackerRejection(Reason reason, String message) {
        this(reason, message, Optional.empty());
    }

    /**
     * @param retryIn after what time another try makes sense, if that is known
     */
    public TrackerRejection(Reason reason, String message, Optional<Duration> retryIn) {
        // Without a stack trace: a flood that is refused must cost little.
        super(message, null, false, false);
        this.reason = reason;
        this.retryIn = retryIn;
    }

    public Reason reason() {
        return reason;
    }

    public Optional<Duration> retryIn() {
        return retryIn;
    }
}
