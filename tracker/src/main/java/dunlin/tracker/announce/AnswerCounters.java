package dunlin.tracker.announce;

import java.util.concurrent.atomic.LongAdder;

/** What became of announces and scrapes since the frontend began to take them. Thread-safe. */
public class AnswerCounters {
    final LongAdder announces = new LongAdder();
    final LongAdder scrapes = new LongAdder();
    final LongAdder refused = new LongAdder();

    AnswerCounters() {}

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
