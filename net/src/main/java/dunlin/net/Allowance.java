package dunlin.net;

/**
 * How much of something a stranger may still do: so many at once, so many a second in the long run.
 * A bucket of tokens, which fills as time passes. Not thread-safe.
 */
public final class Allowance {
    private final int atOnce;
    private final double perMilli;
    private double left;
    private long filled;

    /**
     * @param now in milliseconds, as in all calls
     */
    public Allowance(int atOnce, double aSecond, long now) {
        this.atOnce = atOnce;
        this.perMilli = aSecond / 1000;
        this.left = atOnce;
        this.filled = now;
    }

    /** Takes one, if there is one. */
    public boolean take(long now) {
        return take(1, now);
    }

    /** Takes so many, if there are as many; else none. */
    public boolean take(int count, long now) {
        fill(now);
        if (left < count) {
            return false;
        }
        left -= count;
        return true;
    }

    /** Whether there is one. */
    public boolean has(long now) {
        fill(now);
        return left >= 1;
    }

    private void fill(long now) {
        left = Math.min(atOnce, left + Math.max(0, now - filled) * perMilli);
        filled = now;
    }
}
