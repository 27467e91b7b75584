package dunlin.peer.utp.core;

/**
 * Grows as TCP does, for networks that are ours alone: does not give way, gives up less at a loss,
 * and comes back to what it had along a curve of the third degree (RFC 9438). Not thread-safe.
 */
public final class Cubic extends Window {
    /** The part that is left after a loss. */
    private static final double KEPT = 0.7;

    /** Packets a second³. */
    private static final double STEEPNESS = 0.4;

    /** A queue that says that the way is full before packets are lost, nanoseconds. */
    private static final long FULL = 8_000_000;

    /** The most that the curve may ask for within a round trip, as a part of the window. */
    private static final double STEEPEST = 0.5;

    private double plateau;
    private double secondsToPlateau;
    private long since;
    private boolean isOnCurve;

    @Override
    boolean isFull(long queueingNanos, long roundTripNanos, long now) {
        return queueingNanos >= Math.max(FULL, roundTripNanos / 8);
    }

    @Override
    void doubled() {
        plateau = bytes();
        isOnCurve = false;
    }

    @Override
    void grow(long acknowledged, boolean isUsed, long queueingNanos, long roundTrip, long now) {
        if (!isUsed) {
            isOnCurve = false;
            return;
        }
        if (!isOnCurve) {
            isOnCurve = true;
            since = now;
            plateau = Math.max(plateau, bytes());
            secondsToPlateau = Math.cbrt((plateau - bytes()) / packet() / STEEPNESS);
        }
        double beyond = (now + roundTrip - since) / 1e9 - secondsToPlateau;
        double curve = plateau + STEEPNESS * beyond * beyond * beyond * packet();
        double more = Math.max(packet(), Math.min(curve - bytes(), STEEPEST * bytes()));
        to(bytes() + Math.min(acknowledged / bytes(), 1) * more);
    }

    @Override
    void reduce() {
        plateau = bytes();
        isOnCurve = false;
        to(bytes() * KEPT);
    }
}
