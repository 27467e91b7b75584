package dunlin.peer;

import java.util.concurrent.TimeUnit;

/**
 * How many bytes of blocks one write of a connection may carry, and when. Large writes are cheap;
 * but a block once taken by the writer can no longer be cancelled, and messages wait behind it. So
 * a write carries no more than the peer takes in a fraction of a second, and no more than the rate
 * limit gives. Not thread-safe.
 */
final class UploadPace {
    private static final int MIN_BYTES = 16 * 1024;
    private static final int MAX_BYTES = 1024 * 1024;
    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final RateLimiter limiter;
    private int most = 8 * MIN_BYTES;
    private int credit; // reserved from the limiter and not sent yet; below 0 after a long block
    private long ticket; // of the reservation

    UploadPace(RateLimiter limiter) {
        this.limiter = limiter;
    }

    /**
     * How many nanoseconds to wait before the next blocks; 0 if {@link #bytes} of them may go now.
     */
    long waitNanos(long now) {
        while (credit <= 0) {
            int portion = Math.min(most, limiter.portion());
            ticket = limiter.reserve(portion, now);
            credit += portion;
        }
        return limiter.waitNanos(ticket, now);
    }

    /** How many bytes the next write may carry. The last block of it may go beyond. */
    int bytes() {
        return credit;
    }

    /** Hears that a write carried so many bytes of blocks, and how long it took. */
    void wrote(int bytes, long nanos) {
        credit -= bytes;
        if (nanos > SLOW_NANOS) {
            most = Math.max(MIN_BYTES, most / 2);
        } else if (nanos < QUICK_NANOS && bytes >= most) {
            most = Math.min(MAX_BYTES, most * 2);
        }
    }
}
