package dunlin.protocol.krpc;

import dunlin.protocol.InfoHash;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A point of the DHT's space of 160 bits, in which nodes, info-hashes and stored values have their
 * places. The distance of two is their XOR, read as a number (BEP 5, overview). Its natural order
 * is that of the numbers.
 *
 * @param head the first 8 bytes, network order
 * @param middle the next 8
 * @param tail the last 4
 */
public record NodeId(long head, long middle, int tail) implements Comparable<NodeId> {
    /** Bytes in an id. */
    public static final int LENGTH = 20;

    /** Bits in an id. */
    public static final int BITS = 160;

    /**
     * The id with these bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 20
     */
    public static NodeId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a node's id has 20 bytes, not " + bytes.length);
        }
        return at(ByteBuffer.wrap(bytes), 0);
    }

    /** The place at which a swarm's peers are stored. */
    public static NodeId of(InfoHash hash) {
        return new NodeId(hash.head(), hash.middle(), hash.tail());
    }

    /** The id at an index of a buffer in network order, whose position stays. */
    static NodeId at(ByteBuffer buffer, int index) {
        return new NodeId(
                buffer.getLong(index), buffer.getLong(index + 8), buffer.getInt(index + 16));
    }

    public static NodeId random(RandomGenerator random) {
        return new NodeId(random.nextLong(), random.nextLong(), random.nextInt());
    }

    /**
     * The id written as 40 hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} is not that
     */
    public static NodeId fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** How many of the first bits both have in common: 0 to 160. */
    public int sharedBits(NodeId other) {
        long first = head ^ other.head;
        if (first != 0) {
            return Long.numberOfLeadingZeros(first);
        }
        long second = middle ^ other.middle;
        return second != 0
                ? 64 + Long.numberOfLeadingZeros(second)
                : 128 + Integer.numberOfLeadingZeros(tail ^ other.tail);
    }

    /** Below 0 if {@code one} is closer to this than {@code two} is, 0 if they are the same. */
    public int compareDistance(NodeId one, NodeId two) {
        int order = Long.compareUnsigned(head ^ one.head, head ^ two.head);
        if (order == 0) {
            order = Long.compareUnsigned(middle ^ one.middle, middle ^ two.middle);
        }
        return order != 0 ? order : Integer.compareUnsigned(tail ^ one.tail, tail ^ two.tail);
    }

    /** The distance to another. */
    public NodeId distance(NodeId other) {
        return new NodeId(head ^ other.head, middle ^ other.middle, tail ^ other.tail);
    }

    /**
     * An id at random of which exactly so many first bits are as in this one.
     *
     * @param shared 0 to 159
     */
    public NodeId randomSharing(int shared, RandomGenerator random) {
        NodeId noise = random(random);
        int first = Math.min(shared, 64);
        int second = Math.min(Math.max(shared - 64, 0), 64);
        int third = Math.min(Math.max(shared - 128, 0), 32);
        return new NodeId(
                        spliced(head, noise.head, first),
                        spliced(middle, noise.middle, second),
                        (int) (spliced((long) tail << 32, (long) noise.tail << 32, third) >> 32))
                .with(shared, !bit(shared));
    }

    private static long spliced(long kept, long noise, int bits) {
        long mask = bits == 0 ? 0 : -1L << (64 - bits);
        return (kept & mask) | (noise & ~mask);
    }

    /** The id that has this value at a place, and is otherwise this one. */
    public NodeId with(int place, boolean value) {
        if (bit(place) == value) {
            return this;
        }
        if (place < 64) {
            return new NodeId(head ^ (Long.MIN_VALUE >>> place), middle, tail);
        }
        return place < 128
                ? new NodeId(head, middle ^ (Long.MIN_VALUE >>> (place - 64)), tail)
                : new NodeId(head, middle, tail ^ (Integer.MIN_VALUE >>> (place - 128)));
    }

    /** The bit at a place, 0 being the first and weightiest, 159 the last. */
    public boolean bit(int place) {
        if (place < 64) {
            return (head << place) < 0;
        }
        return place < 128 ? (middle << (place - 64)) < 0 : (tail << (place - 128)) < 0;
    }

    /** The 20 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH).putLong(head).putLong(middle).putInt(tail).array();
    }

    /** The swarm whose peers are stored here. */
    public InfoHash infoHash() {
        return InfoHash.of(head, middle, tail);
    }

    @Override
    public int compareTo(NodeId other) {
        int order = Long.compareUnsigned(head, other.head);
        if (order == 0) {
            order = Long.compareUnsigned(middle, other.middle);
        }
        return order != 0 ? order : Integer.compareUnsigned(tail, other.tail);
    }

    /** The 40 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
