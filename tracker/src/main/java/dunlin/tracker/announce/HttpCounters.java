package dunlin.tracker.announce;

import java.util.concurrent.atomic.LongAdder;

/** What became of the announces and scrapes that came over HTTP. Thread-safe. */
public final class HttpCounters {
    final LongAdder announces = new LongAdder();
    final LongAdder scrapes = new LongAdder();
    final LongAdder refused = new LongAdder();

    /** Announces answered with peers. */
    public long announces() {
        return announces.sum();
    }

    /** Scrapes answered with counts. */
    public long scrapes() {
        return scrapes.sum();
    }

    /** Requests answered with a reason for failure. */
    public long refused() {
        return refused.sum();
    }
}
