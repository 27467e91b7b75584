package dunlin.bench.link;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One direction of a line: packets leave one after the other at a rate, wait for that in a queue
 * that holds so many bytes and takes no more, and are then on their way for a while. Times are
 * nanoseconds. Not thread-safe.
 */
final class Way {
    /** A packet, and when it comes out. */
    record Packet(byte[] bytes, long due) {}

    private final double nanosPerByte;
    private final long delay;
    private final long room;
    private final Queue<Packet> under = new ArrayDeque<>();
    private long freeAt;
    private boolean wasUsed;

    /**
     * @param rate bytes a second
     * @param delay nanoseconds
     * @param room bytes
     */
    Way(double rate, long delay, long room) {
        nanosPerByte = 1e9 / rate;
        this.delay = delay;
        this.room = room;
    }

    /**
     * A packet comes.
     *
     * @return how long it waits, nanoseconds; -1 if there is no room for it
     */
    long take(byte[] packet, long now) {
        long waits = waits(now);
        if (waits / nanosPerByte + packet.length > room) {
            return -1;
        }
        freeAt = now + waits + Math.round(packet.length * nanosPerByte);
        wasUsed = true;
        under.add(new Packet(packet, freeAt + delay));
        return waits;
    }

    /** How long a packet waits that comes now, nanoseconds. */
    long waits(long now) {
        return wasUsed ? Math.max(0, freeAt - now) : 0;
    }

    /** When the next packet comes out; {@link Long#MAX_VALUE} if none is under way. */
    long nextTime() {
        Packet next = under.peek();
        return next == null ? Long.MAX_VALUE : next.due;
    }

    /** The next packet, which comes out. */
    byte[] give() {
        return under.remove().bytes;
    }
}
