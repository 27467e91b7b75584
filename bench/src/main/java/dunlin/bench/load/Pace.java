package dunlin.bench.load;

/**
 * A timetable of announces at even distances. It does not wait for a server that pauses: what is
 * due meanwhile stays due, and its latency counts from then. Not thread-safe.
 */
final class Pace {
    private final long start;
    private final double interval;
    private long taken;

    /**
     * @param perSecond announces a second
     * @param start when the first is due, by {@link System#nanoTime}
     */
    Pace(double perSecond, long start) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException(perSecond + " announces a second");
        }
        this.start = start;
        this.interval = 1e9 / perSecond;
    }

    /** When the next announce is due. */
    long due() {
        return start + (long) (taken * interval);
    }

    /** Moves on to the one after. */
    void next() {
        taken++;
    }
}
