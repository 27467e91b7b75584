package dunlin.tracker.announce;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of day at the start, from then on counted steadily: a wall clock that is set forward
 * would make every peer fall silent at once. Thread-safe.
 */
public final class SteadyTime implements InstantSource {
    private final Instant start = Instant.now();
    private final long startMillis = start.toEpochMilli();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - nanos);
    }

    /** Makes no object, for it is asked for every packet. */
    @Override
    public long millis() {
        return startMillis + (System.nanoTime() - nanos) / 1_000_000;
    }
}
