package dunlin.protocol.overlay;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A run of bytes with no more meaning than its equality: a nonce, a hash, a signature. Immutable.
 */
public final class Octets {
    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** These bytes, which are copied. */
    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    /** So many zeros: in the place of what is not there yet. */
    public static Octets zeros(int length) {
        return new Octets(new byte[length]);
    }

    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The bytes in hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
