package dunlin.peer.utp.core;

/**
 * Spreads packets over the round trip: how long after one the next may leave is {@link
 * Congestion#pacing}'s to say. Packets leave in short runs, since a timer for each would cost more
 * than a run of a millisecond does harm. Not thread-safe.
 */
final class Pacer {
    /** How far ahead of its time a run may get, nanoseconds. */
    private static final long RUN = 1_000_000;

    /** How much of what it missed a late caller may make up for, nanoseconds. */
    private static final long LATE = 10_000_000;

    private long due = Long.MIN_VALUE / 2;
    private boolean isClosed;

    /** A packet may leave now. */
    boolean isOpen(long now) {
        if (isClosed && now >= due) {
            isClosed = false;
        }
        return !isClosed;
    }

    /** A packet leaves; the next may this much later. */
    void left(long pacing, long now) {
        due = Math.max(due, now - LATE) + pacing;
        isClosed = due - now > RUN;
    }

    /** When packets may leave again; {@link Long#MIN_VALUE} if they may now. */
    long opensAt() {
        return isClosed ? due : Long.MIN_VALUE;
    }
}
