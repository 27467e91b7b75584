package dunlin.cluster.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which parts of a cluster do not answer just now, so that not everyone waits for them in vain: a
 * crowd that waits would take the threads and connections from swarms that are well. After a
 * failure a part is left alone for a while; then a single request tries it.
 *
 * <p>A part is 64 neighbouring hash slots. Thread-safe, without locks.
 */
final class Outages {
    private static final int SLOTS = 16_384;
    private static final int SLOTS_OF_A_PART = 64;

    private final long pause;
    private final long patience;

    /** When the next try is due, in nanoseconds of {@code now}; 0 for a part that is well. */
    private final AtomicLongArray due = new AtomicLongArray(SLOTS / SLOTS_OF_A_PART);

    /**
     * @param pause how long a part is left alone
     * @param patience how long to wait for the outcome of a try before the next one
     */
    Outages(Duration pause, Duration patience) {
        this.pause = pause.toNanos();
        this.patience = patience.toNanos();
    }

    /**
     * May a request go there? Whoever is told so must tell {@link #ended} or {@link #failed}.
     *
     * @param now as {@link System#nanoTime} counts
     */
    boolean allows(int slot, long now) {
        int part = slot / SLOTS_OF_A_PART;
        long next = due.get(part);
        return next == 0
                || (now - next >= 0 && due.compareAndSet(part, next, notZero(now + patience)));
    }

    /** Whether nobody needs to ask {@link #allows}. */
    boolean isWell(int slot) {
        return due.get(slot / SLOTS_OF_A_PART) == 0;
    }

    /** The server answered, whatever it said. */
    void ended(int slot) {
        int part = slot / SLOTS_OF_A_PART;
        if (due.get(part) != 0) {
            due.set(part, 0);
        }
    }

    /** The server did not answer. */
    void failed(int slot, long now) {
        due.set(slot / SLOTS_OF_A_PART, notZero(now + pause));
    }

    private static long notZero(long nanos) {
        return nanos == 0 ? 1 : nanos;
    }
}
