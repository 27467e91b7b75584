package dunlin.protocol.krpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.protocol.InfoHash;
import dunlin.protocol.identity.PeerKey;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * A value that the DHT stores (BEP 44): immutable, and then its place is its hash, or of a key that
 * signs it, and then its owner may replace it.
 *
 * @param value one bencoded value, the bytes as they came
 * @param signed by whom, of a mutable one
 */
public record Item(Opaque value, Optional<Signed> signed) {
    /** Longest value that others are sure to store, in bencoded bytes. */
    public static final int MAX_VALUE = 1_000;

    /** Longest salt, in bytes. */
    public static final int MAX_SALT = 64;

    /** Bytes in a signature. */
    public static final int SIGNATURE_LENGTH = 64;

    /**
     * Whose a value is.
     *
     * @param salt tells the values of one key apart; empty for the only one
     * @param sequence grows with each new value; 0 to 2^63-1
     * @param signature of {@link Item#toSign}
     */
    public record Signed(PeerKey key, Opaque salt, long sequence, Opaque signature) {}

    /** An immutable one. */
    public static Item immutable(byte[] value) {
        return new Item(Opaque.of(value), Optional.empty());
    }

    /** A mutable one. */
    public static Item mutable(byte[] value, Signed signed) {
        return new Item(Opaque.of(value), Optional.of(signed));
    }

    /** The place at which it is stored. */
    public NodeId target() {
        return signed.map(it -> target(it.key(), it.salt())).orElseGet(() -> sha1(value.bytes()));
    }

    /** The place at which the values of a key are stored under a salt. */
    public static NodeId target(PeerKey key, Opaque salt) {
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        hashed.writeBytes(key.bytes());
        hashed.writeBytes(salt.bytes());
        return sha1(hashed.toByteArray());
    }

    private static NodeId sha1(byte[] bytes) {
        return NodeId.of(InfoHash.ofInfo(bytes));
    }

    /**
     * What the owner of a mutable value signs: its salt, if there is one, its sequence number, and
     * itself, each bencoded with its key but without a dictionary around them.
     */
    public static byte[] toSign(Opaque salt, long sequence, Opaque value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (salt.length() > 0) {
            out.writeBytes(("4:salt" + salt.length() + ":").getBytes(US_ASCII));
            out.writeBytes(salt.bytes());
        }
        out.writeBytes(("3:seqi" + sequence + "e1:v").getBytes(US_ASCII));
        out.writeBytes(value.bytes());
        return out.toByteArray();
    }

    /** The same under another salt, which answers leave out, since who asks knows it. */
    public Item withSalt(Opaque salt) {
        return new Item(
                value, signed.map(it -> new Signed(it.key(), salt, it.sequence(), it.signature())));
    }
}
