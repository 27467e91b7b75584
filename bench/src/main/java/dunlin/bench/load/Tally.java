package dunlin.bench.load;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** Counts what came of the announces. One thread adds, another may take at any time. */
final class Tally {
    private static final int DIGITS = 3;

    /**
     * What was counted between two takes.
     *
     * @param latency nanoseconds, one for each answer
     * @param peers sum of the peers in all answers
     * @param lost how often nothing had come in time
     * @param wrong answers that were errors or malformed
     * @param complaint the first of those, in words
     */
    record Counts(
            Histogram latency, long peers, long lost, long wrong, @Nullable String complaint) {
        long answered() {
            return latency.getTotalCount();
        }
    }

    private final SingleWriterRecorder latency = new SingleWriterRecorder(DIGITS);
    private final LongAdder peers = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final AtomicReference<@Nullable String> complaint = new AtomicReference<>();

    /**
     * @param nanos from when it was due to the answer
     */
    void answered(long nanos, int chosen) {
        latency.recordValue(Math.max(0, nanos));
        peers.add(chosen);
    }

    void lost() {
        lost.increment();
    }

    void wrong(String what) {
        wrong.increment();
        complaint.compareAndSet(null, what);
    }

    /** What was counted since the last take. */
    Counts take() {
        return new Counts(
                latency.getIntervalHistogram(),
                peers.sumThenReset(),
                lost.sumThenReset(),
                wrong.sumThenReset(),
                complaint.getAndSet(null));
    }
}
