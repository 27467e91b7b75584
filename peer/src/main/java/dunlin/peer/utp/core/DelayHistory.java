package dunlin.peer.utp.core;

/**
 * How long our packets wait on the way, from the differences of two clocks that nobody set alike:
 * the least difference of the last minutes is that of an empty way (BEP 29, "timestamp difference";
 * RFC 6817, section 4.4). Three things could be taken for a queue, or a queue for them:
 *
 * <ul>
 *   <li>A clock that drifts. It is followed at once where that makes the differences smaller, and
 *       up to {@value #DRIFT} millionths where it makes them larger; besides, nothing waits longer
 *       than the round trip has grown, which is told by one clock.
 *   <li>A way that became longer. That is believed after two minutes in which the delay stood
 *       still; a queue comes and goes.
 *   <li>A queue that others keep filled for minutes. So what is older than two minutes counts on
 *       for ten, unless the way is known to be longer now.
 * </ul>
 *
 * Not thread-safe.
 */
public final class DelayHistory {
    /** Microseconds a second by which clocks may differ; quartz stays within 100. */
    private static final int DRIFT = 100;

    /** One late packet among so few says nothing of a queue. */
    private static final int RECENT = 4;

    /** A delay older than this says nothing of now, nanoseconds. */
    private static final long RECENT_NANOS = 100_000_000;

    /** No way changes by so much between two packets: a clock was set. Microseconds. */
    private static final long CLOCK_SET = 10_000_000;

    private final MinuteMinima delays = new MinuteMinima();
    private final MinuteMinima roundTrips = new MinuteMinima();
    private final long[] recent = new long[RECENT];
    private final long[] recentAt = new long[RECENT];
    private int known;
    private int next;
    private long newest;
    private long newestAt;
    private long baseNanos;
    private long waits;
    private long roundTripGrew = Long.MAX_VALUE;

    /**
     * A packet of ours took this long by both clocks; microseconds modulo 2³². Not the 0 of a side
     * that has heard nothing of us yet.
     */
    public void add(int differenceMicros, long now) {
        int change = differenceMicros - (int) newest;
        if (known > 0 && Math.abs((long) change) > CLOCK_SET) {
            delays.clear();
            known = 0;
        }
        long drifted = known == 0 ? 0 : (now - newestAt) / (1_000_000 / DRIFT);
        newest += change;
        newestAt = now;
        recent[next] = newest;
        recentAt[next] = now;
        next = (next + 1) % RECENT;
        known = Math.min(known + 1, RECENT);
        long current = leastRecent(now);
        delays.add(current, now);
        long risen = Math.max(baseNanos + drifted, delays.least() * 1_000);
        baseNanos = known == 1 ? current * 1_000 : Math.min(current * 1_000, risen);
        waits = current * 1_000 - baseNanos;
    }

    /** A packet of ours and its acknowledgement took this long, not smoothed. */
    public void roundTrip(long nanos, long now) {
        roundTrips.add(nanos / 1_000, now);
        roundTripGrew = nanos - roundTrips.least() * 1_000;
    }

    /** What the newest packets waited, nanoseconds; 0 while nothing is known. */
    public long queueingNanos() {
        return Math.min(waits, roundTripGrew);
    }

    private long leastRecent(long now) {
        long least = newest;
        for (int back = 1; back <= known; back++) {
            int i = Math.floorMod(next - back, RECENT);
            if (now - recentAt[i] <= RECENT_NANOS) {
                least = Math.min(least, recent[i]);
            }
        }
        return least;
    }
}
