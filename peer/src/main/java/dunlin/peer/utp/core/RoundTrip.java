package dunlin.peer.utp.core;

/**
 * How long a packet and its acknowledgement take, and how long to wait for one (BEP 29, "timeouts",
 * and RFC 6298). Nanoseconds. Not thread-safe.
 */
final class RoundTrip {
    /** BEP 29: "never less than 500 milliseconds". */
    static final long LEAST_TIMEOUT = 500_000_000L;

    private static final long FIRST_TIMEOUT = 1_000_000_000L;

    /**
     * A way that loses a third of the packets both ways gets ten tries within the time after which
     * the other side counts as gone.
     */
    private static final long LONGEST_TIMEOUT = 8_000_000_000L;

    private long smoothed;
    private long variation;
    private long latest;
    private long least = Long.MAX_VALUE;
    private int timeouts;

    /**
     * A packet that was sent once was acknowledged: of one sent twice nobody knows which (Karn).
     */
    void sample(long nanos) {
        latest = nanos;
        least = Math.min(least, nanos);
        if (smoothed == 0) {
            smoothed = Math.max(1, nanos);
            variation = nanos / 2;
            return;
        }
        variation += (Math.abs(smoothed - nanos) - variation) / 4;
        smoothed = Math.max(1, smoothed + (nanos - smoothed) / 8);
    }

    boolean isKnown() {
        return smoothed > 0;
    }

    /** 0 while nothing is known. */
    long smoothed() {
        return smoothed;
    }

    long latest() {
        return latest;
    }

    /** {@link Long#MAX_VALUE} while nothing is known. */
    long least() {
        return least;
    }

    /** How long to wait now, the last timeouts in vain considered. */
    long timeout() {
        long once = isKnown() ? Math.max(LEAST_TIMEOUT, smoothed + 4 * variation) : FIRST_TIMEOUT;
        return Math.min(once << Math.min(timeouts, 8), Math.max(once, LONGEST_TIMEOUT));
    }

    /** Timeouts since something was acknowledged. */
    int timeouts() {
        return timeouts;
    }

    void timedOut() {
        timeouts++;
    }

    void progressed() {
        timeouts = 0;
    }
}
