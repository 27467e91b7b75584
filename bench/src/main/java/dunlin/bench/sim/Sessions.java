package dunlin.bench.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long nodes stay: exponentially distributed with a median, so that nothing can be learnt from
 * how long one has been there, the hardest case. Not thread-safe.
 */
public final class Sessions {
    /** Half of all sessions are shorter. */
    public static final Duration MEDIAN = Duration.ofMinutes(30);

    private final SplittableRandom random;
    private final double mean;

    /**
     * @param median half of all are shorter
     * @param random drawn from
     */
    public Sessions(Duration median, SplittableRandom random) {
        this.random = random;
        this.mean = median.toNanos() / Math.log(2);
    }

    /** Nanoseconds that the next session lasts; also what is left of one that runs. */
    public long next() {
        return (long) (-mean * Math.log(1 - random.nextDouble()));
    }
}
