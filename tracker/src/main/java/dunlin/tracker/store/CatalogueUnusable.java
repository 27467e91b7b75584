package dunlin.tracker.store;

import java.io.IOException;

/** A catalogue cannot be opened; the message is one line for a person. */
public final class CatalogueUnusable extends IOException {
    private static final long serialVersionUID = 1;

    /** What is wrong, so that whoever tells it knows what to do next. */
    public enum Why {
        /** Its bytes are not what was written: a part of it, or all. */
        DAMAGED,
        READ_ONLY,
        FULL,
        /** Something else stands in its place. */
        OBSTRUCTED,
        /** Another process has it. */
        BUSY,
        /** A newer version of this program wrote it. */
        NEWER,
        FAILED
    }

    private final Why why;

    public CatalogueUnusable(Why why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
