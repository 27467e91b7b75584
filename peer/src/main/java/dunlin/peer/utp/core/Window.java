package dunlin.peer.utp.core;

/**
 * What all ways to grow have in common: doubling at the start, one step down for a loss however
 * many packets it took, growth only while the window is what holds the sender back, pacing. Not
 * thread-safe.
 */
abstract sealed class Window implements Congestion permits Ledbat, Cubic {
    private static final int FIRST_PACKETS = 10;

    /** After a time-out too: one alone is easily lost again, with its acknowledgement. */
    private static final int LEAST_PACKETS = 2;

    private static final int MOST = 1 << 30;

    /** Where the way is this short, or shorter, its queues are short, too: pacing only costs. */
    private static final long UNPACED = 2_000_000;

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private double bytes;
    private int packet = MtuSearch.SAFE;
    private double threshold = MOST;
    private boolean isDoubling = true;
    private long reducedAt = LONG_AGO;
    private long usedAt = LONG_AGO;
    private long underWay;

    Window() {
        bytes = FIRST_PACKETS * packet;
    }

    @Override
    public final long window() {
        return (long) bytes;
    }

    @Override
    public final void packetSize(int bytes) {
        packet = bytes;
        to(this.bytes);
    }

    @Override
    public final void acknowledged(
            long acknowledged, long underWay, long queueingNanos, long roundTripNanos, long now) {
        this.underWay = underWay;
        if (underWay + 2 * packet >= bytes || underWay >= bytes * 7 / 8) {
            usedAt = now;
        }
        long roundTrip = Math.max(roundTripNanos, 1);
        boolean isUsed = now - usedAt <= roundTrip;
        if (isDoubling) {
            if (isUsed) {
                to(bytes + acknowledged);
            }
            if (bytes >= threshold || isFull(queueingNanos, roundTrip, now)) {
                isDoubling = false;
                doubled();
            }
        } else {
            grow(acknowledged, isUsed, queueingNanos, roundTrip, now);
        }
    }

    @Override
    public final void lost(long sentAt, long roundTripNanos, long now) {
        if (sentAt >= reducedAt) {
            reducedAt = now;
            isDoubling = false;
            reduce();
        }
    }

    @Override
    public void timedOut(long now) {
        if (bytes > least()) {
            threshold = Math.max(bytes / 2, least());
        }
        bytes = least();
        isDoubling = true;
        reducedAt = now;
    }

    @Override
    public final long pacing(int length, long roundTripNanos) {
        if (roundTripNanos <= UNPACED) {
            return 0;
        }
        double faster = isDoubling ? 2 : 1.25;
        return (long) (length / (faster * bytes) * roundTripNanos);
    }

    /** Whether the queue is so long that doubling has to end. */
    abstract boolean isFull(long queueingNanos, long roundTripNanos, long now);

    /** Doubling ended without a loss. */
    abstract void doubled();

    abstract void grow(
            long acknowledged, boolean isUsed, long queueingNanos, long roundTripNanos, long now);

    abstract void reduce();

    final double bytes() {
        return bytes;
    }

    /** Bytes under way before the newest acknowledgement. */
    final long underWay() {
        return underWay;
    }

    final int packet() {
        return packet;
    }

    final double least() {
        return LEAST_PACKETS * packet;
    }

    /** Sets the window, within its bounds. */
    final void to(double bytes) {
        this.bytes = Math.clamp(bytes, least(), MOST);
    }

    /** Doubles from here on until the window is so large. */
    final void doubleUntil(double bytes) {
        isDoubling = true;
        threshold = bytes;
    }
}
