package dunlin.peer.utp.core;

/**
 * How long acknowledgements are waited for: after a while the first packet is sent again, since the
 * last ones of a run draw no word when they are lost (as RFC 8985 has it, "tail loss probe"); after
 * a longer one all are taken for lost. Not thread-safe.
 */
final class AnswerTimers {
    private static final int TAIL_PROBES = 2;
    private static final long SHORTEST_TAIL = 10_000_000L;

    /** Others keep an acknowledgement back for so long, for more to come (libutp). */
    private static final long KEPT_BACK = 100_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final RoundTrip roundTrip;
    private long timeoutAt = NEVER;
    private long tailAt = NEVER;
    private int tails;
    private long keptBack = KEPT_BACK;
    private long askAt = NEVER;

    AnswerTimers(RoundTrip roundTrip) {
        this.roundTrip = roundTrip;
    }

    /** The other side acknowledges at once, as we do. */
    void answersAtOnce() {
        keptBack = 0;
    }

    /** Something was acknowledged. */
    void progressed() {
        tails = 0;
    }

    /** Waits anew from now on. */
    void begin(long now) {
        timeoutAt = now + roundTrip.timeout();
        boolean mayProbe = roundTrip.isKnown() && tails < TAIL_PROBES && roundTrip.timeouts() == 0;
        long wait = keptBack + (Math.max(SHORTEST_TAIL, 2 * roundTrip.smoothed()) << tails);
        tailAt = mayProbe && wait < roundTrip.timeout() ? now + wait : NEVER;
    }

    /** Nothing is waited for. */
    void end() {
        timeoutAt = NEVER;
        tailAt = NEVER;
    }

    boolean isTimedOut(long now) {
        return now >= timeoutAt;
    }

    /** Whether it is time to send the first packet again; true once. */
    boolean isTailDue(long now) {
        if (now < tailAt) {
            return false;
        }
        tailAt = NEVER;
        tails++;
        return true;
    }

    /** Whether it is time to ask for a window, since the word that there is one may be lost. */
    boolean mayAsk(long now) {
        if (askAt == NEVER) {
            askAt = now + roundTrip.timeout();
        }
        return now >= askAt;
    }

    /** There is a window, or it was asked for: the next question has time. */
    void forgetToAsk() {
        askAt = NEVER;
    }

    /**
     * When one of them is due.
     *
     * @param asks whether a question for a window would leave
     */
    long nextTime(boolean asks) {
        return Math.min(Math.min(timeoutAt, tailAt), asks ? askAt : NEVER);
    }
}
