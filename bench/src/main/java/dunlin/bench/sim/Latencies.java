package dunlin.bench.sim;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long a packet takes from host to host.
 *
 * <p>A host is a place in a plane and a height above it, as in Vivaldi (Dabek et al. 2004, section
 * 5.4), where distances are milliseconds of a round trip: the plane is the way between providers,
 * the height the line from there to the home. Five regions stand about as far apart as continents
 * do; which hosts are where follows what crawls of BitTorrent show (half in Europe, a quarter in
 * North America). Heights have a median of 6 ms and a long tail (lognormal, σ 0.8), as residential
 * lines have (Dischinger et al. 2007). One host in 25 sits behind a line whose buffers others fill:
 * each packet that it sends waits for 150 ms more on average. Each packet varies by 5% on average.
 *
 * <p>Of packets of UDP one in a hundred is lost; on a connection it arrives after a retransmission
 * instead, and what follows it not before. Not thread-safe.
 */
public final class Latencies {
    /** Of a hundred packets of UDP. */
    public static final int LOST_IN_HUNDRED = 1;

    private static final double[] SHARES = {0.50, 0.75, 0.87, 0.95, 1.0}; // one after the other
    private static final double[] X = {70, 0, -115, 20, -110};
    private static final double[] Y = {0, 0, 25, -100, -85};
    private static final double SPREAD = 14;
    private static final double HEIGHT = 6;
    private static final double SIGMA = 0.8;
    private static final int ONE_SLOW_IN = 25;
    private static final double SLOW = 150;
    private static final double JITTER = 0.05;
    private static final double NANOS = 1e6;
    private static final long RETRANSMISSION = TimeUnit.MILLISECONDS.toNanos(200);

    private final SplittableRandom random;
    private final float[] x;
    private final float[] y;
    private final float[] heights;
    private final boolean[] slow;

    /**
     * @param hosts their numbers are below that
     * @param random drawn from for places and for packets
     */
    public Latencies(int hosts, SplittableRandom random) {
        this.random = random;
        this.x = new float[hosts];
        this.y = new float[hosts];
        this.heights = new float[hosts];
        this.slow = new boolean[hosts];
        for (int host = 0; host < hosts; host++) {
            place(host);
        }
    }

    /** Another host has the number from now on, somewhere else. */
    public void place(int host) {
        double drawn = random.nextDouble();
        int region = 0;
        while (drawn >= SHARES[region]) {
            region++;
        }
        x[host] = (float) (X[region] + SPREAD * random.nextGaussian());
        y[host] = (float) (Y[region] + SPREAD * random.nextGaussian());
        heights[host] = (float) (HEIGHT * Math.exp(SIGMA * random.nextGaussian()));
        slow[host] = random.nextInt(ONE_SLOW_IN) == 0;
    }

    /** Nanoseconds there and back, as a packet finds them that meets no others. */
    public long roundTrip(int from, int to) {
        return (long) (NANOS * millis(from, to));
    }

    private double millis(int from, int to) {
        double dx = x[from] - x[to];
        double dy = y[from] - y[to];
        return Math.sqrt(dx * dx + dy * dy) + heights[from] + heights[to];
    }

    /** Nanoseconds that the next packet takes one way. */
    public long packet(int from, int to) {
        double millis = millis(from, to) / 2;
        millis += millis * JITTER * exponential();
        if (slow[from]) {
            millis += SLOW * exponential();
        }
        return (long) (NANOS * millis);
    }

    /** Whether the next packet of UDP is lost. */
    public boolean isLost() {
        return random.nextInt(100) < LOST_IN_HUNDRED;
    }

    /** Nanoseconds that the next message takes on a connection: a lost packet comes later. */
    public long message(int from, int to) {
        long nanos = packet(from, to);
        return isLost() ? nanos + roundTrip(from, to) + RETRANSMISSION : nanos;
    }

    private double exponential() {
        return -Math.log(1 - random.nextDouble());
    }

    /**
     * Round trips between random hosts, in milliseconds, with what their packets meet.
     *
     * @return at 5, 50, 95 and 99 of a hundred
     */
    public double[] percentiles() {
        double[] drawn = new double[20_000];
        for (int i = 0; i < drawn.length; i++) {
            int from = random.nextInt(x.length);
            int to = random.nextInt(x.length);
            drawn[i] = (packet(from, to) + packet(to, from)) / NANOS;
        }
        Arrays.sort(drawn);
        double[] at = {5, 50, 95, 99};
        return Arrays.stream(at).map(p -> drawn[(int) (drawn.length * p / 100)]).toArray();
    }
}
