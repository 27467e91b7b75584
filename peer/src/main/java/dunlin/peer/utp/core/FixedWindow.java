package dunlin.peer.utp.core;

/** The same window whatever happens. */
record FixedWindow(long window) implements Congestion {
    @Override
    public void acknowledged(
            long bytes, long underWay, long queueingNanos, long roundTripNanos, long now) {}

    @Override
    public void lost(long sentAt, long roundTripNanos, long now) {}

    @Override
    public void timedOut(long now) {}

    @Override
    public void packetSize(int bytes) {}

    @Override
    public long pacing(int bytes, long roundTripNanos) {
        return 0;
    }
}
