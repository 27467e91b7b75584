package dunlin.cluster.outage;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which parts of a server do not answer just now, so that not everyone waits for them in vain: a
 * crowd that waits would take the threads and connections from those who ask for what is well.
 * After a failure a part is left alone for a while; then a single request tries it.
 *
 * <p>Thread-safe, without locks.
 */
public final class Outages {
    private final long pause;
    private final long patience;

    /** When the next try is due, in nanoseconds of {@code now}; 0 for a part that is well. */
    private final AtomicLongArray due;

    /**
     * @param parts how many there are
     * @param pause how long a part is left alone
     * @param patience how long to wait for the outcome of a try before the next one
     */
    public Outages(int parts, Duration pause, Duration patience) {
        this.due = new AtomicLongArray(parts);
        this.pause = pause.toNanos();
        this.patience = patience.toNanos();
    }

    /**
     * May a request go there? Whoever is told so should tell {@link #ended} or {@link #failed}.
     *
     * @param now as {@link System#nanoTime} counts
     */
    public boolean allows(int part, long now) {
        long next = due.get(part);
        return next == 0
                || (now - next >= 0 && due.compareAndSet(part, next, notZero(now + patience)));
    }

    /** Whether nobody needs to ask {@link #allows}. */
    public boolean isWell(int part) {
        return due.get(part) == 0;
    }

    /** The server answered, whatever it said. */
    public void ended(int part) {
        if (due.get(part) != 0) {
            due.set(part, 0);
        }
    }

    /** The server did not answer. */
    public void failed(int part, long now) {
        due.set(part, notZero(now + pause));
    }

    private static long notZero(long nanos) {
        return nanos == 0 ? 1 : nanos;
    }
}
