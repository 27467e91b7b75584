package dunlin.web;

import java.time.Duration;

/**
 * By when a body has to have moved on, in either direction: at 16 KiB/s, but that it may fall
 * behind by some time. So a drip holds its place for hardly longer than that, while a network that
 * halts for a moment loses nothing. What came faster is saved up only as far.
 *
 * <p>Only reckons: its times are of {@link System#nanoTime}. For one thread.
 */
final class LeastRate {
    /** Bytes per second. */
    static final int RATE = 16 * 1024;

    private static final long NANOS_EACH = 1_000_000_000L / RATE;

    private final long slack;
    private long due;

    /**
     * @param slack how far a body may fall behind
     * @param now when the body begins
     */
    LeastRate(Duration slack, long now) {
        this.slack = slack.toNanos();
        this.due = now + this.slack;
    }

    /** By when more has to move, or the body is over. */
    long due() {
        return due;
    }

    /** So many bytes have moved: gives them as many moments. */
    void moved(int bytes, long now) {
        long earned = due + bytes * NANOS_EACH - now;
        due = now + Math.min(earned, slack);
    }
}
