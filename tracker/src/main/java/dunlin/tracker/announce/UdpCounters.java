package dunlin.tracker.announce;

import java.util.concurrent.atomic.LongAdder;

/** Counts answers to UDP packets, and what only UDP knows. */
public final class UdpCounters extends AnswerCounters {
    final LongAdder connects = new LongAdder();
    final LongAdder forged = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder unsent = new LongAdder();

    /** Connection ids given out. */
    public long connects() {
        return connects.sum();
    }

    /** Requests passed over in silence for a connection id that is forged, or has expired. */
    public long forged() {
        return forged.sum();
    }

    /** Packets passed over in silence because they are no requests. */
    public long malformed() {
        return malformed.sum();
    }

    /** Answers that could not be sent. */
    public long unsent() {
        return unsent.sum();
    }
}
