package dunlin.peer.utp.core;

import java.util.Arrays;

/**
 * The least of the values of the last ten minutes; of the last two if the values stood still there,
 * since then what was lower before does not come back. Not thread-safe.
 */
final class MinuteMinima {
    private static final int MINUTES = 10;
    private static final long MINUTE = 60_000_000_000L;

    /** How far a minute's mean may be above its least for the values to have stood still. */
    private static final long STILL = 10_000;

    /** Fewer values a minute tell nothing about that. */
    private static final int FEW = 20;

    private final long[] least = new long[MINUTES];
    private final long[] sums = new long[MINUTES];
    private final long[] counts = new long[MINUTES];
    private int minute;
    private long begun;

    MinuteMinima() {
        clear();
    }

    void clear() {
        Arrays.fill(least, Long.MAX_VALUE);
        Arrays.fill(counts, 0);
    }

    /** A value at this time, nanoseconds; times never go back. */
    void add(long value, long now) {
        if (counts[minute] == 0 && least() == Long.MAX_VALUE) {
            begun = now;
        }
        for (int turns = 0; now - begun >= MINUTE && turns < MINUTES; turns++) {
            turn();
        }
        if (now - begun >= MINUTE) {
            begun = now;
        }
        if (counts[minute] == 0) {
            least[minute] = value;
            sums[minute] = 0;
        }
        least[minute] = Math.min(least[minute], value);
        sums[minute] += value;
        counts[minute]++;
    }

    /** The least; {@link Long#MAX_VALUE} if there is none. */
    long least() {
        long all = Long.MAX_VALUE;
        for (long each : least) {
            all = Math.min(all, each);
        }
        return all;
    }

    private void turn() {
        int before = Math.floorMod(minute - 1, MINUTES);
        if (counts[before] >= FEW && counts[minute] >= FEW) {
            long lowest = Math.min(least[before], least[minute]);
            long mean = (sums[before] + sums[minute]) / (counts[before] + counts[minute]);
            if (mean - lowest <= STILL) {
                keepOnly(before, minute);
            }
        }
        minute = (minute + 1) % MINUTES;
        least[minute] = Long.MAX_VALUE;
        counts[minute] = 0;
        begun += MINUTE;
    }

    private void keepOnly(int one, int other) {
        for (int i = 0; i < MINUTES; i++) {
            if (i != one && i != other) {
                least[i] = Long.MAX_VALUE;
                counts[i] = 0;
            }
        }
    }
}
