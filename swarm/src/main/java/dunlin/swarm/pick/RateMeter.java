package dunlin.swarm.pick;

import java.util.Arrays;

/**
 * Bytes a second over the last five seconds. Told the time by its caller, {@link System#nanoTime};
 * a time before one that it was told counts as that one. Not thread-safe.
 */
public final class RateMeter {
    private static final long SLOT = 500_000_000;
    private static final int SLOTS = 10;
    private static final double SECOND = 1e9;

    private final long[] bytes = new long[SLOTS];
    private final long start;
    private long sum;
    private long total;

    /** Slots begun since {@code start}; the last of them is the current one. */
    private long current;

    /** A meter at rest. The rate of its first five seconds is that since {@code now}. */
    public RateMeter(long now) {
        start = now;
    }

    /** So many bytes have gone by. */
    public void add(long count, long now) {
        advance(now);
        bytes[(int) (current % SLOTS)] += count;
        sum += count;
        total += count;
    }

    /** Bytes a second of late. */
    public long rate(long now) {
        advance(now);
        long oldest = Math.max(0, current - SLOTS + 1) * SLOT;
        // Of less than a slot nothing can be said: one block in a microsecond is no gigabyte a
        // second.
        long covered = Math.max(SLOT, now - start - oldest);
        return Math.round(sum * SECOND / covered);
    }

    /** All bytes that ever went by. */
    public long total() {
        return total;
    }

    private void advance(long now) {
        long slot = (now - start) / SLOT;
        if (slot - current >= SLOTS) {
            Arrays.fill(bytes, 0);
            sum = 0;
            current = slot;
        }
        while (current < slot) {
            current++;
            int next = (int) (current % SLOTS);
            sum -= bytes[next];
            bytes[next] = 0;
        }
    }
}
