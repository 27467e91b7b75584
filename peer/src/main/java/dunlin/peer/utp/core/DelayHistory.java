package dunlin.peer.utp.core;

/**
 * How long our packets wait on the way, from the differences of two clocks that nobody set alike:
 * the least difference of the last two minutes is that of an empty way (BEP 29, "timestamp
 * difference", and RFC 6817). Wraps around with the microseconds of 32 bits, and follows clocks
 * that drift. Not thread-safe.
 */
public final class DelayHistory {
    /** A packet of ours took this long by both clocks; microseconds modulo 2³². */
    public void add(int differenceMicros, long now) {
        throw new UnsupportedOperationException();
    }

    /** What the newest packets waited, nanoseconds; 0 while nothing is known. */
    public long queueingNanos() {
        return 0;
    }
}
