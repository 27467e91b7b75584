package dunlin.peer.utp.core;

/**
 * Fills what others leave free: the window grows until our packets wait for {@link #TARGET}, and
 * shrinks as soon as they wait longer, long before a TCP connection beside it loses a packet (BEP
 * 29, "congestion control"; RFC 6817).
 *
 * <ul>
 *   <li>Growth is by a fixed number of bytes a round trip, and shrinking by a part of the window,
 *       so that several such connections come to equal shares.
 *   <li>Who comes late finds the queue of who is there already and takes it for the empty way. So a
 *       connection whose packets have waited for long lets the queue run empty for a moment now and
 *       then, and sees how long the way is without its own packets (as LEDBAT++ does, but rarely
 *       and shortly: it costs about a hundredth of the rate). Where nothing waits, as in a fast
 *       network, it does not.
 *   <li>A machine that had other things to do for a moment makes all that came meanwhile look late.
 *       So what counts is the least that packets waited within a round trip.
 * </ul>
 *
 * Not thread-safe.
 */
public final class Ledbat extends Window {
    /** How long our packets may wait on the way, nanoseconds. */
    public static final long TARGET = 100_000_000;

    /** Bytes a round trip; as others do, whose packets are 1,500 bytes at most. */
    private static final int GAIN = 3_000;

    /** How much of what is too much leaves within a round trip; all of it would swing. */
    private static final double DAMPING = 0.5;

    /** How long packets have waited when the way is looked at for the first time. */
    private static final long FIRST_DRAIN = 2_000_000_000;

    /** The same later on: twice as long each time, up to this. */
    private static final long LAST_DRAIN = 20_000_000_000L;

    private static final long LONGEST_DRAIN = 1_000_000_000;

    /** With so few packets under way none waits for another of ours. */
    private static final int FEW = 4;

    private long fullSince = Long.MAX_VALUE;
    private long least = Long.MAX_VALUE;
    private long roundEnds = Long.MIN_VALUE;
    private long waitingSince;
    private boolean isWaiting;
    private long patience = FIRST_DRAIN;
    private boolean isDraining;
    private long drainBegan;
    private long drained;
    private boolean isDrained;
    private double full;
    private double filled;
    private long emptyRoundTrip;

    @Override
    boolean isFull(long queueingNanos, long roundTripNanos, long now) {
        if (queueingNanos < TARGET / 2) {
            fullSince = Long.MAX_VALUE;
        } else {
            fullSince = Math.min(fullSince, now);
        }
        return queueingNanos >= TARGET / 2 && now - fullSince >= roundTripNanos / 4;
    }

    @Override
    void doubled() {}

    @Override
    void grow(long acknowledged, boolean isUsed, long queueingNanos, long roundTrip, long now) {
        if (isDraining) {
            drain(now);
            return;
        }
        if (queueingNanos <= TARGET / 4) {
            isWaiting = false;
        } else if (!isWaiting) {
            isWaiting = true;
            waitingSince = now;
        } else if (now - waitingSince >= patience && bytes() > FEW * packet()) {
            beginDrain(queueingNanos, roundTrip, now);
            return;
        }
        double gain = Math.min(Math.max(GAIN, packet()), bytes() / 4);
        double excess = queueingNanos - TARGET;
        double more = gain * Math.clamp(1 - 2 * excess / TARGET, 0, 1);
        to(bytes() + (isUsed ? more * Math.min(acknowledged / bytes(), 1) : 0));
        shrink(queueingNanos, roundTrip, now);
    }

    /** Once a round trip, by what even the packet that waited least waited too long. */
    private void shrink(long queueingNanos, long roundTrip, long now) {
        least = Math.min(least, queueingNanos);
        if (now >= roundEnds) {
            double excess = least - TARGET;
            to(bytes() * (1 - Math.clamp(DAMPING * excess / roundTrip, 0, 0.5)));
            least = Long.MAX_VALUE;
            roundEnds = now + roundTrip;
        }
    }

    @Override
    void reduce() {
        if (isDraining) {
            full /= 2;
            filled /= 2;
        } else {
            to(bytes() / 2);
        }
    }

    @Override
    public void timedOut(long now) {
        isDraining = false;
        super.timedOut(now);
    }

    private void beginDrain(long queueingNanos, long roundTrip, long now) {
        isDraining = true;
        isDrained = false;
        drainBegan = now;
        full = bytes();
        emptyRoundTrip = Math.max(roundTrip - queueingNanos, roundTrip / 8);
        filled = full * emptyRoundTrip / roundTrip;
        to(least());
    }

    private void drain(long now) {
        if (!isDrained && underWay() <= FEW * packet()) {
            isDrained = true;
            drained = now;
        }
        if (isDrained && now - drained >= emptyRoundTrip || now - drainBegan >= LONGEST_DRAIN) {
            isDraining = false;
            isWaiting = false;
            patience = Math.min(2 * patience, LAST_DRAIN);
            to(filled);
            doubleUntil(full);
        }
    }
}
