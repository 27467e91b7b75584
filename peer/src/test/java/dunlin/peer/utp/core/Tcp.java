package dunlin.peer.utp.core;

/** A rival that grows until the queue runs over, as TCP does (CUBIC, RFC 9438). */
final class Tcp implements Congestion {
    private double window = 14_600;
    private double threshold = Double.MAX_VALUE;
    private int packet = 1_460;
    private double most;
    private long since = -1;
    private double plateauAfter;
    private long reducedAt = Long.MIN_VALUE;

    @Override
    public long window() {
        return (long) window;
    }

    @Override
    public void acknowledged(long bytes, long underWay, long queueing, long roundTrip, long now) {
        if (window < threshold) {
            window += bytes;
            return;
        }
        if (since < 0) {
            since = now;
            most = Math.max(most, window);
            plateauAfter = Math.cbrt((most - window) / packet / 0.4);
        }
        double t = (now - since + roundTrip) / 1e9 - plateauAfter;
        double target = most + 0.4 * t * t * t * packet;
        window += Math.max(target - window, packet * 0.01) * bytes / window;
    }

    @Override
    public void lost(long sentAt, long roundTrip, long now) {
        if (sentAt > reducedAt) {
            reducedAt = now;
            most = window;
            window = Math.max(2 * packet, window * 0.7);
            threshold = window;
            since = -1;
        }
    }

    @Override
    public void timedOut(long now) {
        threshold = window / 2;
        window = packet;
        since = -1;
    }

    @Override
    public void packetSize(int bytes) {
        packet = bytes;
    }

    @Override
    public long pacing(int bytes, long roundTrip) {
        return 0;
    }
}
