package dunlin.protocol;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The 20 bytes that name a swarm on the wire: the SHA-1 of a v1 info dictionary (BEP 3), or the
 * first 20 bytes of the SHA-256 of a v2 one (BEP 52). Immutable.
 */
public final class InfoHash implements Comparable<InfoHash> {
    /** Bytes in an info-hash. */
    public static final int LENGTH = 20;

    private final byte[] bytes;

    private InfoHash(byte[] bytes) {
        this.bytes = bytes;
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
        return new InfoHash(bytes.clone());
    }

    /**
     * The info-hash at an index of a buffer, whose position stays.
     *
     * @throws IndexOutOfBoundsException if it ends before
     */
    public static InfoHash at(ByteBuffer buffer, int index) {
        byte[] bytes = new byte[LENGTH];
        buffer.get(index, bytes);
        return new InfoHash(bytes);
    }

    /**
     * The info-hash written as 40 hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} is not that
     */
    public static InfoHash fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** The v1 info-hash of these raw bytes of an info dictionary: their SHA-1. */
    public static InfoHash ofInfo(byte[] infoDictionary) {
        try {
            return new InfoHash(MessageDigest.getInstance("SHA-1").digest(infoDictionary));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** A copy of the 20 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(InfoHash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InfoHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The 40 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
