package dunlin.peer.utp.core;

/** Decides how many bytes may be under way. Times are nanoseconds. Not thread-safe. */
public interface Congestion {
    /** Bytes that may be under way now. */
    long window();

    /**
     * Bytes were acknowledged.
     *
     * @param bytes newly acknowledged
     * @param underWay bytes that were under way before
     * @param queueingNanos how long our packets wait on the way, by the newest sample
     * @param roundTripNanos smoothed
     */
    void acknowledged(long bytes, long underWay, long queueingNanos, long roundTripNanos, long now);

    /**
     * A packet was lost; several within a round trip are one loss.
     *
     * @param sentAt when it had been sent
     */
    void lost(long sentAt, long roundTripNanos, long now);

    /** Nothing was acknowledged for so long that all is taken for lost. */
    void timedOut(long now);

    /** A packet is this long from now on, bytes. */
    void packetSize(int bytes);

    /**
     * How long after a packet of so many bytes the next one may leave, for {@link Pacer}; 0 for at
     * once.
     */
    long pacing(int bytes, long roundTripNanos);
}
