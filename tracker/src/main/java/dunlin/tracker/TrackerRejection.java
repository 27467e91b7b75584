package dunlin.tracker;

/** The index refuses a request; the message is one line and is told to the client. */
public final class TrackerRejection extends Exception {
    /** What kind of refusal it is, as far as a client acts on it. */
    public enum Reason {
        /** The request itself is wrong. */
        INVALID,
        /** What it asks for is not here. */
        UNKNOWN,
        /** It holds more than is taken. */
        TOO_LARGE,
        /** The index holds as much as it may. */
        FULL,
        /** The index itself has a fault, such as a full disk. */
        BROKEN
    }

    private final Reason reason;

    public TrackerRejection(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
