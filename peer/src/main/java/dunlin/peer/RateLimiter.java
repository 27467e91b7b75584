package dunlin.peer;

import java.util.concurrent.TimeUnit;

/**
 * A limit on bytes a second, shared by many connections: each reserves a portion and is told how
 * long to wait, first come, first served. Thread-safe.
 */
public final class RateLimiter {
    /** Lets everything through; its rate cannot be set. */
    public static final RateLimiter UNLIMITED = new RateLimiter(0);

    /** What was not used for so long is lost: the longest burst, in nanoseconds at full rate. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int MIN_PORTION = 16 * 1024;
    private static final int MAX_PORTION = 1024 * 1024;

    private volatile long bytesPerSecond;
    private long freeAt = System.nanoTime(); // when all that was reserved is paid; guarded by this

    /**
     * @param bytesPerSecond the limit; 0 for none
     */
    public RateLimiter(long bytesPerSecond) {
        this.bytesPerSecond = checked(bytesPerSecond);
    }

    /** The limit in bytes a second; 0 for none. */
    public long rate() {
        return bytesPerSecond;
    }

    /** Changes the limit, for what is reserved from now on; 0 for none. */
    public void rate(long newBytesPerSecond) {
        if (this == UNLIMITED) {
            throw new UnsupportedOperationException("the shared unlimited limiter");
        }
        bytesPerSecond = checked(newBytesPerSecond);
    }

    /**
     * Takes {@code bytes} from the bucket.
     *
     * @param now as of {@link System#nanoTime}
     * @return how many nanoseconds to wait until they may be sent; 0 for at once
     */
    public long reserve(int bytes, long now) {
        long rate = bytesPerSecond;
        if (rate == 0) {
            return 0;
        }
        synchronized (this) {
            if (freeAt - now < -BURST_NANOS) {
                freeAt = now - BURST_NANOS;
            }
            long wait = Math.max(0, freeAt - now);
            freeAt += (long) (bytes * 1e9 / rate);
            return wait;
        }
    }

    /**
     * How many bytes to reserve at once: about 50 ms' worth, so that one connection does not keep
     * the others waiting.
     */
    int portion() {
        long rate = bytesPerSecond;
        return rate == 0 ? MAX_PORTION : Math.clamp(rate / 20, MIN_PORTION, MAX_PORTION);
    }

    /** Takes {@code bytes}; blocks until the bucket is out of debt. */
    public void take(int bytes) throws InterruptedException {
        long wait = reserve(bytes, System.nanoTime());
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    private static long checked(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("no rate: " + bytesPerSecond);
        }
        return bytesPerSecond;
    }
}
