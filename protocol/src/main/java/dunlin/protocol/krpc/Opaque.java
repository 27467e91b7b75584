package dunlin.protocol.krpc;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that mean something only to who made them: a transaction id, a write token, a signature, a
 * value stored in the DHT. Immutable; two are equal if their bytes are.
 */
public final class Opaque {
    /** No bytes at all. */
    public static final Opaque EMPTY = new Opaque(new byte[0]);

    private final byte[] bytes;

    private Opaque(byte[] bytes) {
        this.bytes = bytes;
    }

    /** These bytes, which are copied. */
    public static Opaque of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Opaque(bytes.clone());
    }

    /** The four bytes of a number, in network order. */
    public static Opaque of(int number) {
        return new Opaque(
                new byte[] {
                    (byte) (number >> 24),
                    (byte) (number >> 16),
                    (byte) (number >> 8),
                    (byte) number
                });
    }

    /** The number that four bytes are, in network order; 0 if there are not four. */
    public int number() {
        return bytes.length == 4
                ? (bytes[0] << 24)
                        | ((bytes[1] & 0xff) << 16)
                        | ((bytes[2] & 0xff) << 8)
                        | (bytes[3] & 0xff)
                : 0;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
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
