package dunlin.protocol.identity;

import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The public key that a peer is known by: the 32 bytes of an Ed25519 key (RFC 8032, 5.1.5). Written
 * as 64 hexadecimal digits. Immutable.
 */
public final class PeerKey {
    /** Bytes in a key. */
    public static final int LENGTH = 32;

    private static final int FINGERPRINT = 8;

    private final byte[] bytes;

    private PeerKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The key with these bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 32
     */
    public static PeerKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
        }
        return new PeerKey(bytes.clone());
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws ProtocolException if {@code hex} is not that
     */
    public static PeerKey parse(String hex) throws ProtocolException {
        if (hex.length() != 2 * LENGTH || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new ProtocolException("a key is 64 hexadecimal digits");
        }
        return new PeerKey(HexFormat.of().parseHex(hex));
    }

    /**
     * Whether {@code signature} is this key's of {@code message}. False too for a key that is none,
     * or one that anyone could sign for.
     */
    public boolean verifies(byte[] message, byte[] signature) {
        return Ed25519.verifies(bytes, message, signature);
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The first 8 hexadecimal digits, which tell people of one name apart. */
    public String fingerprint() {
        return toString().substring(0, FINGERPRINT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
