package dunlin.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The 20 bytes that name a swarm on the wire: the SHA-1 of a v1 info dictionary (BEP 3), or the
 * first 20 bytes of the SHA-256 of a v2 one (BEP 52). Immutable, and small: an index makes one for
 * each announce.
 */
public final class InfoHash implements Comparable<InfoHash> {
    /** Bytes in an info-hash. */
    public static final int LENGTH = 20;

    private final long head;
    private final long middle;
    private final int tail;

    private InfoHash(long head, long middle, int tail) {
        this.head = head;
        this.middle = middle;
        this.tail = tail;
    }

    /**
     * The info-hash with these bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 20
     */
    public static InfoHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an info-hash has 20 bytes, not " + bytes.length);
        }
        return at(ByteBuffer.wrap(bytes), 0);
    }

    /**
     * The info-hash with these 20 bytes, as numbers in network order.
     *
     * @param head its first 8 bytes
     * @param middle the next 8
     * @param tail the last 4
     */
    public static InfoHash of(long head, long middle, int tail) {
        return new InfoHash(head, middle, tail);
    }

    /**
     * The info-hash at an index of a buffer, whose position stays, whatever its byte order is.
     *
     * @throws IndexOutOfBoundsException if it ends before
     */
    public static InfoHash at(ByteBuffer buffer, int index) {
        long head = buffer.getLong(index);
        long middle = buffer.getLong(index + 8);
        int tail = buffer.getInt(index + 16);
        return buffer.order() == ByteOrder.BIG_ENDIAN
                ? new InfoHash(head, middle, tail)
                : new InfoHash(
                        Long.reverseBytes(head),
                        Long.reverseBytes(middle),
                        Integer.reverseBytes(tail));
    }

    /**
     * The info-hash written as 40 hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} is not that
     */
    public static InfoHash fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** The info-hash that a text of 40 hexadecimal digits is; empty if it is another text. */
    public static Optional<InfoHash> parse(String text) {
        return text.length() == 2 * LENGTH && text.chars().allMatch(HexFormat::isHexDigit)
                ? Optional.of(fromHex(text))
                : Optional.empty();
    }

    /** The v1 info-hash of these raw bytes of an info dictionary: their SHA-1. */
    public static InfoHash ofInfo(byte[] infoDictionary) {
        return of(Hashes.sha1(infoDictionary));
    }

    /** The 20 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH).putLong(head).putLong(middle).putInt(tail).array();
    }

    /** The first 8 bytes as a number in network order. */
    public long head() {
        return head;
    }

    /** The next 8 bytes. */
    public long middle() {
        return middle;
    }

    /** The last 4 bytes. */
    public int tail() {
        return tail;
    }

    @Override
    public int compareTo(InfoHash other) {
        int order = Long.compareUnsigned(head, other.head);
        if (order == 0) {
            order = Long.compareUnsigned(middle, other.middle);
        }
        return order != 0 ? order : Integer.compareUnsigned(tail, other.tail);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InfoHash that
                && head == that.head
                && middle == that.middle
                && tail == that.tail;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(head) + 17 * Long.hashCode(middle) + tail;
    }

    /** The 40 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
