package dunlin.peer.utp.core;

import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.nio.ByteBuffer;

/** The stream that comes: in order for the reader, and what is ahead of it. Not thread-safe. */
final class ReceiveSide {
    /** Most bytes of a selective acknowledgement, each for eight packets; a multiple of four. */
    static final int MOST_SELECTIVE = 252;

    private static final long NO_END = Long.MAX_VALUE;

    /** How long the reader's speed is measured while no round trip is known. */
    private static final long USUAL_ROUND_TRIP = 100_000_000L;

    /** In a fast network the reader's thread is what is slow to come. */
    private static final long SHORTEST_ROUND_TRIP = 10_000_000L;

    private final UtpSettings settings;
    private final ByteRing ring;
    private final Ahead ahead;
    private long expected;
    private long end = NO_END;
    private boolean isPassedOver;
    private int promised;

    private long measuredSince;
    private long readThen;

    ReceiveSide(UtpSettings settings, Memory memory, long now) {
        this.settings = settings;
        ring = new ByteRing(memory);
        ahead = new Ahead(memory);
        promised = settings.minBuffer();
        measuredSince = now;
    }

    /** Says which packet is the first; before any is told of. */
    void begin(long sequence) {
        expected = sequence;
    }

    /** The last packet up to which all came. */
    long acknowledged() {
        return expected - 1;
    }

    /** Whether the other side's end came, and all before it. */
    boolean isAtEnd() {
        return expected > end;
    }

    boolean hasGap() {
        return !ahead.isEmpty();
    }

    int readable() {
        return ring.size();
    }

    /**
     * Bytes that the other side may send, which is promised hereby. More than before only once it
     * is worth it: who is promised crumbs sends crumbs (RFC 9293, section 3.8.6.2.2).
     */
    int promise() {
        int room = window();
        boolean isWorth = room - promised >= capacity() / 4 || room == capacity();
        promised = isWorth ? room : Math.min(promised, room);
        return promised;
    }

    private int capacity() {
        return Math.max(ring.capacity(), settings.minBuffer());
    }

    private int window() {
        return Math.max(0, capacity() - ring.size() - ahead.bytes());
    }

    /** Whether the reader made so much room since the last promise that the other should know. */
    boolean isPromiseStale() {
        return promised < capacity() / 4 && window() >= capacity() / 2;
    }

    /** A packet that counts came: bytes, or the end. */
    void received(PacketHead packet) {
        long sequence = Sequence.near(expected, packet.sequence());
        boolean isEnd = packet.type() == PacketType.FIN;
        if (sequence < expected
                || sequence > end
                || sequence - expected > Ahead.FARTHEST
                || isEnd && (end != NO_END && sequence != end || hasAfter(sequence))) {
            return;
        }
        if (isEnd) {
            end = sequence;
        }
        int before = window();
        take(packet, sequence);
        promised = Math.max(0, promised - Math.max(0, before - window()));
    }

    private void take(PacketHead packet, long sequence) {
        if (sequence == expected) {
            if (takeInOrder(packet.payload())) {
                drain();
            }
        } else if (!ahead.has(sequence) && packet.payloadLength() <= window()) {
            if (isPassedOver) {
                packet.payload().position(packet.payload().limit());
            }
            ahead.keep(expected, sequence, packet.payload());
        }
    }

    private boolean hasAfter(long sequence) {
        return !ahead.isEmpty() && ahead.last() > sequence;
    }

    private boolean takeInOrder(ByteBuffer payload) {
        int length = payload.remaining();
        if (!isPassedOver && length > 0) {
            if (ring.capacity() == 0) {
                ring.grow(settings.minBuffer());
            }
            if (length > ring.room()) {
                return false;
            }
            ring.put(payload, length);
        }
        expected++;
        return true;
    }

    /** What was ahead may follow now. */
    private void drain() {
        if (!isPassedOver && ring.capacity() == 0 && ahead.bytes() > 0) {
            ring.grow(settings.minBuffer());
        }
        while (ahead.has(expected)) {
            if (isPassedOver) {
                ahead.drop(expected);
            } else if (ahead.length(expected) > ring.room()) {
                return;
            } else {
                ahead.moveTo(ring, expected);
            }
            expected++;
        }
    }

    /**
     * Gives bytes to the reader.
     *
     * @param roundTrip nanoseconds, 0 if it is not known
     * @return how many, 0 if there are none yet, -1 after the last
     */
    int read(ByteBuffer target, long roundTrip, long now) {
        if (ring.size() == 0) {
            return isAtEnd() ? -1 : 0;
        }
        int length = ring.take(target);
        if (ring.capacity() < settings.maxBuffer()) {
            growForReader(roundTrip, now);
        }
        if (!ahead.isEmpty()) {
            drain();
        }
        return length;
    }

    /** Who reads half of the buffer within a round trip, or two, would get more if there was. */
    private void growForReader(long roundTrip, long now) {
        long measured = roundTrip > 0 ? Math.max(roundTrip, SHORTEST_ROUND_TRIP) : USUAL_ROUND_TRIP;
        if (ring.first() - readThen >= ring.capacity() / 2) {
            ring.grow(2 * ring.capacity());
            measuredSince = now;
            readThen = ring.first();
        } else if (now - measuredSince > measured) {
            measuredSince = now;
            readThen = ring.first();
        }
    }

    /** From now on nobody reads: what comes is acknowledged and forgotten. */
    void passOver() {
        isPassedOver = true;
        ring.free();
        drain();
    }

    /** Bytes of the selective acknowledgement that {@link #putSelective} puts. */
    int selectiveLength() {
        if (ahead.isEmpty()) {
            return 0;
        }
        long packets = ahead.last() - expected;
        return (int) Math.min(MOST_SELECTIVE, (packets + 31) / 32 * 4);
    }

    /** Puts which of the packets after the first missing one came. */
    void putSelective(ByteBuffer target, int length) {
        long sequence = expected + 1;
        for (int i = 0; i < length; i++) {
            int bits = 0;
            for (int bit = 0; bit < 8; bit++, sequence++) {
                if (sequence <= ahead.last() && ahead.has(sequence)) {
                    bits |= 1 << bit;
                }
            }
            target.put((byte) bits);
        }
    }

    /** Memory that nothing is in is given back. */
    void rest() {
        if (ring.size() == 0) {
            ring.free();
        }
        ahead.rest();
    }

    void free() {
        ring.free();
        ahead.free();
    }
}
