package dunlin.peer;

/** A token bucket over bytes a second, shared by many connections. Thread-safe. */
public final class RateLimiter {
    /** Lets everything through. */
    public static final RateLimiter UNLIMITED = new RateLimiter(0);

    /**
     * @param bytesPerSecond the limit; 0 for none
     */
    public RateLimiter(long bytesPerSecond) {}

    /** Takes {@code bytes}; blocks until the bucket is out of debt. */
    public void take(int bytes) throws InterruptedException {
        throw new UnsupportedOperationException("not built yet");
    }
}
