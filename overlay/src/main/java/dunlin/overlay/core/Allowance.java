package dunlin.overlay.core;

/**
 * How much of something a stranger may still do: so many at once, so many a second in the long run.
 * A bucket of tokens, which fills as time passes.
 */
final class Allowance {
    private final int atOnce;
    private final double perMilli;
    private double left;
    private long filled;

    Allowance(int atOnce, double aSecond, long now) {
        this.atOnce = atOnce;
        this.perMilli = aSecond / 1000;
        this.left = atOnce;
        this.filled = now;
    }

    /** Takes one, if there is one. */
    boolean take(long now) {
        left = Math.min(atOnce, left + Math.max(0, now - filled) * perMilli);
        filled = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
