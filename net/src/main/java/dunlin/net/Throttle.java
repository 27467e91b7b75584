package dunlin.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often each of any number of subjects may do something, in a fixed amount of memory: so many
 * times at once, and from then on at a steady rate (the generic cell rate algorithm of ITU-T
 * I.371).
 *
 * <p>A subject is known by a hash, and stands in one cell of each of two tables. It is refused only
 * if both cells refuse, so that another one's flood hits it only if they meet in both; the hash is
 * seeded, so that nobody can arrange that. Thread-safe, without a lock.
 */
public final class Throttle {
    private static final int CELLS = 1 << 15;

    /** In each cell the nanoTime at which its allowance will be whole again; 0 at first. */
    private final AtomicLongArray[] tables = {
        new AtomicLongArray(CELLS), new AtomicLongArray(CELLS)
    };

    private final long nanosEach;
    private final long tolerance;

    /**
     * @param atOnce how many times a subject may at once
     * @param perSecond how many times a second from then on
     */
    public Throttle(int atOnce, double perSecond) {
        this.nanosEach = (long) (1e9 / perSecond);
        this.tolerance = nanosEach * atOnce;
    }

    /**
     * Takes one time, if the subject may.
     *
     * @param subject its seeded, well-mixed hash
     * @param nanos the time, from 1 upwards, growing
     * @return zero if it may, otherwise how long it has to wait
     */
    public Duration take(long subject, long nanos) {
        long first = take(tables[0], cell((int) subject), nanos);
        long second = take(tables[1], cell((int) (subject >>> 32)), nanos);
        return first <= 0 || second <= 0
                ? Duration.ZERO
                : Duration.ofNanos(Math.min(first, second));
    }

    /**
     * How long a subject has to wait before it may; takes nothing.
     *
     * @return zero if it may
     */
    public Duration delay(long subject, long nanos) {
        long first = excess(tables[0].get(cell((int) subject)), nanos);
        long second = excess(tables[1].get(cell((int) (subject >>> 32))), nanos);
        return Duration.ofNanos(Math.max(0, Math.min(first, second)));
    }

    private static int cell(int hash) {
        return hash & (CELLS - 1);
    }

    private long excess(long whole, long nanos) {
        return Math.max(whole, nanos) + nanosEach - nanos - tolerance;
    }

    /** Counts one time in a cell, unless it refuses: then the nanoseconds until it would not. */
    private long take(AtomicLongArray table, int cell, long nanos) {
        while (true) {
            long whole = table.get(cell);
            long excess = excess(whole, nanos);
            long next = Math.max(whole, nanos) + nanosEach;
            if (excess > 0 || table.compareAndSet(cell, whole, next)) {
                return excess;
            }
        }
    }
}
