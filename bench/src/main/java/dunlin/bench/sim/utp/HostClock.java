package dunlin.bench.sim.utp;

import java.util.SplittableRandom;

/**
 * The clock of one host, which nobody set like another's and which runs a little too fast or too
 * slow.
 *
 * @param offset nanoseconds that it shows when the simulation begins
 * @param drift by how much a second is too long or too short; 0.0005 for 500 ppm
 */
record HostClock(long offset, double drift) {
    private static final double MOST = 500e-6;
    private static final long WRAP = (1L << 32) * 1000;
    private static final long SOON = 20_000_000_000L;

    /** Any; half of them are about to reach the end of the microseconds of 32 bits. */
    static HostClock draw(SplittableRandom random) {
        double drift = random.nextDouble(-MOST, MOST);
        long offset = random.nextLong(-WRAP * 3, WRAP * 3);
        return random.nextBoolean()
                ? new HostClock(offset, drift)
                : new HostClock(offset / WRAP * WRAP - random.nextLong(SOON), drift);
    }

    /** What it shows. */
    long at(long now) {
        return offset + now + (long) (now * drift);
    }

    /** When it will show that or more. */
    long when(long shown) {
        long now = (long) ((shown - offset) / (1 + drift));
        while (at(now) < shown) {
            now++;
        }
        return now;
    }
}
