package dunlin.cli.terminal;

import java.util.OptionalInt;

/** Lets so many lines a second through, and counts the others. Pure. Thread-safe. */
public final class LinePace {
    private final int perSecond;
    private long second = Long.MIN_VALUE;
    private int said;
    private int leftOut;

    /** Lets {@code perSecond} lines through in each second. */
    public LinePace(int perSecond) {
        this.perSecond = perSecond;
    }

    /**
     * Asks for room for one line.
     *
     * @param now the second that it is
     * @return how many were left out before it, or empty if this one is to be left out
     */
    public synchronized OptionalInt take(long now) {
        if (now != second) {
            second = now;
            said = 0;
        }
        if (said == perSecond) {
            leftOut++;
            return OptionalInt.empty();
        }
        said++;
        int before = leftOut;
        leftOut = 0;
        return OptionalInt.of(before);
    }
}
