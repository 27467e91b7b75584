package dunlin.swarm.pick;

import dunlin.protocol.Geometry;

/**
 * How many blocks to keep asked of one peer: as many as it sends in a second, so that it never runs
 * dry on a path of any usual latency, yet a slow peer holds few blocks back. It begins as TCP does,
 * one more for each block that comes (so twice as many each round trip), until the rate grows no
 * more. Time during which nothing is asked does not count. Told {@link System#nanoTime}; not
 * thread-safe.
 */
public final class RequestPipeline {
    private static final int START = 16;

    /** Fewer would leave the other side's writer waiting for us between two blocks. */
    private static final int MIN = 4;

    /**
     * 23 MiB under way: a seed that reads its blocks from the disk answers late but many at once.
     */
    public static final int MAX = 1500;

    /** What clients take that do not say (the value that libtorrent assumes as well). */
    private static final int DEFAULT_REQQ = 250;

    private static final long SECOND = 1_000_000_000;

    /** The rates of two such spans are compared to see whether there is growth. */
    private static final long SPAN = SECOND / 2;

    private static final double GROWTH = 1.25;

    private final RateMeter meter = new RateMeter(0);
    private int reqq = DEFAULT_REQQ;
    private int window = START;

    private boolean slowStart = true;
    private long spanEnd = SPAN;
    private long spanBytes;
    private long lastSpanBytes;

    /** Nanoseconds during which something was asked, up to {@code since}. */
    private long busy;

    private long since;
    private boolean running;
    private boolean stalled;

    /** The peer said how many requests it keeps (BEP 10, {@code reqq}); less than 1 is ignored. */
    public void reqq(int requests) {
        if (requests > 0) {
            reqq = requests;
        }
    }

    /** Requests were sent. */
    public void sent(long now) {
        if (!running) {
            running = true;
            since = now;
        }
    }

    /** Nothing is asked of the peer any more: all came, was taken back or choked. */
    public void idle(long now) {
        busy = busy(now);
        running = false;
    }

    /** A block came. */
    public void received(int bytes, long now) {
        long time = busy(now);
        meter.add(bytes, time);
        stalled = false;
        if (slowStart) {
            window = Math.min(MAX, window + 1);
            watchGrowth(bytes, time);
        }
        if (!slowStart) {
            long aSecondOfBlocks = meter.rate(time) / Geometry.BLOCK_LENGTH + 1;
            window = Math.clamp(aSecondOfBlocks, MIN, MAX);
        }
    }

    private void watchGrowth(int bytes, long time) {
        if (time >= spanEnd) {
            slowStart = lastSpanBytes == 0 || spanBytes > lastSpanBytes * GROWTH;
            lastSpanBytes = spanBytes;
            spanBytes = 0;
            spanEnd = time + SPAN;
        }
        spanBytes += bytes;
    }

    /** Requests expired: until a block comes, one at a time is enough to see whether it lives. */
    public void stalled() {
        stalled = true;
    }

    /** How many requests may be outstanding now; at least 1. */
    public int limit() {
        return stalled ? 1 : Math.min(window, reqq);
    }

    /**
     * How old a request may become before it is to be asked of another, in nanoseconds: some times
     * what the queue takes at the peer's rate, from 10 to 60 seconds.
     */
    public long patience(long now) {
        long rate = meter.rate(busy(now));
        if (rate == 0) {
            return 30 * SECOND;
        }
        double queue = (double) limit() * Geometry.BLOCK_LENGTH / rate;
        return (long) (Math.clamp(4 * queue, 10, 60) * SECOND);
    }

    private long busy(long now) {
        long passed = running ? now - since : 0;
        return busy + Math.max(0, passed);
    }
}
