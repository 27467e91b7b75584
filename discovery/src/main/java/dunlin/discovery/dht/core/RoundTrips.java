package dunlin.discovery.dht.core;

/**
 * How long answers take: a histogram of the last some hundred, four steps to the octave from 1 ms
 * to 16 s, in which old ones fade.
 */
final class RoundTrips {
    private static final int STEPS = 56;
    private static final int FADES_AT = 256;
    private static final double FIRST_NANOS = 1e6;

    private final short[] counts = new short[STEPS];
    private int total;

    void add(long nanos) {
        counts[step(nanos)]++;
        if (++total >= FADES_AT) {
            total = 0;
            for (int i = 0; i < STEPS; i++) {
                counts[i] /= 2;
                total += counts[i];
            }
        }
    }

    private static int step(long nanos) {
        double octaves = Math.log(Math.max(nanos, FIRST_NANOS) / FIRST_NANOS) / Math.log(2);
        return (int) Math.min(STEPS - 1, octaves * 4);
    }

    int count() {
        return total;
    }

    /**
     * The nanoseconds within which this part of the answers came, to the next step; {@code
     * otherwise} while too few are known.
     */
    long quantile(double part, long otherwise) {
        if (total < 8) {
            return otherwise;
        }
        double wanted = part * total;
        int step = 0;
        for (double sum = counts[0]; sum < wanted && step < STEPS - 1; ) {
            sum += counts[++step];
        }
        return (long) (FIRST_NANOS * Math.pow(2, (step + 1) / 4.0));
    }
}
