package dunlin.peer;

import java.util.concurrent.TimeUnit;

/**
 * A limit on bytes a second, shared by many connections, first come, first served: each reserves
 * bytes and sends them once all that was reserved before is paid for by the passing of time. A new
 * rate holds for what waits too. Thread-safe.
 */
public final class RateLimiter {
    /** Lets everything through; its rate cannot be set. */
    public static final RateLimiter UNLIMITED = new RateLimiter(0);

    private static final int MIN_PORTION = 16 * 1024;
    private static final int MAX_PORTION = 1024 * 1024;

    /** The longest to wait before asking again, should the rate have been changed. */
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long NO_WAIT = Long.MIN_VALUE;

    private volatile long bytesPerSecond;

    // In bytes since the beginning; guarded by this. What time pays for beyond the reserved is kept
    // for a burst of a tenth of a second.
    private long reserved;
    private double paid;
    private long paidUntil = System.nanoTime();

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

    /** Changes the limit; 0 for none. */
    public void rate(long newBytesPerSecond) {
        if (this == UNLIMITED) {
            throw new UnsupportedOperationException("the shared unlimited limiter");
        }
        synchronized (this) {
            pay(System.nanoTime());
            bytesPerSecond = checked(newBytesPerSecond);
        }
    }

    /**
     * Puts {@code bytes} behind all that was reserved before.
     *
     * @param now as of {@link System#nanoTime}
     * @return a ticket for {@link #waitNanos}
     */
    public long reserve(int bytes, long now) {
        if (bytesPerSecond == 0) {
            return NO_WAIT; // without the lock that all connections share
        }
        synchronized (this) {
            pay(now);
            long ticket = reserved;
            reserved += bytes;
            return ticket;
        }
    }

    /**
     * How many nanoseconds to wait at the present rate until what was reserved with this ticket may
     * be sent; 0 for now.
     */
    public long waitNanos(long ticket, long now) {
        if (ticket == NO_WAIT || bytesPerSecond == 0) {
            return 0;
        }
        synchronized (this) {
            pay(now);
            return ticket <= paid ? 0 : (long) Math.ceil((ticket - paid) * 1e9 / bytesPerSecond);
        }
    }

    private void pay(long now) {
        long rate = bytesPerSecond;
        double more = Math.max(0, now - paidUntil) * (rate / 1e9);
        paid = rate == 0 ? reserved : Math.min(reserved + rate / 10.0, paid + more);
        paidUntil = Math.max(paidUntil, now);
    }

    /**
     * How many bytes to reserve at once: about 50 ms' worth, so that one connection does not keep
     * the others waiting.
     */
    int portion() {
        long rate = bytesPerSecond;
        return rate == 0 ? MAX_PORTION : Math.clamp(rate / 20, MIN_PORTION, MAX_PORTION);
    }

    /** The time to sleep of a wait: shorter if it is so long that the rate may change meanwhile. */
    static long nap(long waitNanos) {
        return Math.min(waitNanos, MAX_WAIT_NANOS);
    }

    /** Takes {@code bytes}; blocks until the bucket is out of debt. */
    public void take(int bytes) throws InterruptedException {
        long ticket = reserve(bytes, System.nanoTime());
        for (long wait = waitNanos(ticket, System.nanoTime());
                wait > 0;
                wait = waitNanos(ticket, System.nanoTime())) {
            TimeUnit.NANOSECONDS.sleep(nap(wait));
        }
    }

    private static long checked(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("no rate: " + bytesPerSecond);
        }
        return bytesPerSecond;
    }
}
