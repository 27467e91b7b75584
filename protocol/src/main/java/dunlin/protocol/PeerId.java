package dunlin.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The 20 bytes by which a peer calls itself in a handshake and to a tracker (BEP 3, BEP 20).
 * Immutable.
 */
public final class PeerId {
    /** Bytes in a peer id. */
    public static final int LENGTH = 20;

    /**
     * What the ids of this program begin with (BEP 20: two letters, four digits of the version).
     */
    public static final String PREFIX = "-DU" + Version.digits() + "-";

    private final byte[] bytes;

    private PeerId(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The peer id with these bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 20
     */
    public static PeerId of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a peer id has 20 bytes, not " + bytes.length);
        }
        return new PeerId(bytes.clone());
    }

    /**
     * The peer id at an index of a buffer, whose position stays.
     *
     * @throws IndexOutOfBoundsException if it ends before
     */
    public static PeerId at(ByteBuffer buffer, int index) {
        byte[] bytes = new byte[LENGTH];
        buffer.get(index, bytes);
        return new PeerId(bytes);
    }

    /** A new id of this program: the prefix, then random bytes. */
    public static PeerId random(RandomGenerator random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        byte[] prefix = PREFIX.getBytes(ISO_8859_1);
        System.arraycopy(prefix, 0, bytes, 0, prefix.length);
        return new PeerId(bytes);
    }

    /** A copy of the 20 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes as text, with a dot for each that is not printable ASCII. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(LENGTH);
        for (byte b : bytes) {
            text.append(b > ' ' && b < 0x7f ? (char) b : '.');
        }
        return text.toString();
    }
}
