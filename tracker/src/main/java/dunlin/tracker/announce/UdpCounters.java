package dunlin.tracker.announce;

import java.util.concurrent.atomic.LongAdder;

/** What the UDP frontend has met since it began. Thread-safe. */
public final class UdpCounters {
    final LongAdder connects = new LongAdder();
    final LongAdder announces = new LongAdder();
    final LongAdder scrapes = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder forged = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder unsent = new LongAdder();

    /** Connection ids given out. */
    public long connects() {
        return connects.sum();
    }

    /** Announces answered with peers. */
    public long announces() {
        return announces.sum();
    }

    /** Scrapes answered with counts. */
    public long scrapes() {
        return scrapes.sum();
    }

    /** Requests answered with an error. */
    public long refused() {
        return refused.sum();
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
