package dunlin.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * What a peer shows when it announces itself, so that an index knows that the name is the key's:
 * its own signature of name and port, made for that index alone. One signature serves all the
 * announces of some hours, because an index may remember that it was valid.
 *
 * <pre>
 *   signed = "dunlin announce 2" LF index LF name LF port LF until
 *            "dunlin announce 1" LF name LF port LF until            {@link FirstFormat}
 * </pre>
 *
 * @param index whom it is for; empty in the first format
 * @param name the name of the peer, in one line
 * @param port where it listens, 1 to 65535
 * @param until the last second at which it is valid, since 1970
 * @param signature 64 bytes
 */
public record AnnounceCredential(
        PeerKey key,
        Optional<IndexName> index,
        String name,
        int port,
        long until,
        byte[] signature) {
    /** Most seconds before its end at which a credential is valid. */
    public static final long MAX_AHEAD = 2 * 86_400;

    public AnnounceCredential {
        if (port < 1
                || port > 65535
                || until < 0
                || name.contains("\n")
                || signature.length != Ed25519.SIGNATURE_LENGTH) {
            throw new IllegalArgumentException(
                    "port %d, until %d, a signature of %d bytes, or a name of two lines"
                            .formatted(port, until, signature.length));
        }
        signature = signature.clone();
    }

    /**
     * Signs name and port for an index.
     *
     * @param until seconds since 1970, at most {@link #MAX_AHEAD} from now
     */
    public static AnnounceCredential sign(
            PeerKeyPair by, IndexName index, String name, int port, long until) {
        Optional<IndexName> to = Optional.of(index);
        byte[] signature = by.sign(signed(to, name, port, until));
        return new AnnounceCredential(by.publicKey(), to, name, port, until, signature);
    }

    /**
     * The one with the key and signature that these hexadecimal digits are; nothing is verified
     * yet.
     *
     * @throws ProtocolException if they are no key and no signature
     */
    public static AnnounceCredential of(
            String key,
            Optional<IndexName> index,
            String name,
            int port,
            long until,
            String signature)
            throws ProtocolException {
        byte[] bytes = SignatureText.parse(signature);
        return new AnnounceCredential(PeerKey.parse(key), index, name, port, until, bytes);
    }

    /**
     * Whether it is neither over nor too far ahead, nor of a format that is not taken any more.
     *
     * @param now seconds since 1970
     */
    public boolean isTimely(long now) {
        return until >= now
                && until - now <= MAX_AHEAD
                && (index.isPresent() || now < FirstFormat.ENDS);
    }

    /**
     * Whether the key signed it, and it is timely. Whom it is for, the index must look. Verifies
     * the signature each time, which takes long: remember the answer.
     *
     * @param now seconds since 1970
     */
    public boolean isValid(long now) {
        return isTimely(now) && key.verifies(signed(index, name, port, until), signature);
    }

    private static byte[] signed(Optional<IndexName> index, String name, int port, long until) {
        return String.join(
                        "\n",
                        index.map(to -> "dunlin announce 2\n" + to).orElse("dunlin announce 1"),
                        name,
                        Integer.toString(port),
                        Long.toString(until))
                .getBytes(UTF_8);
    }

    /** A copy of the 64 bytes. */
    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** The 128 hexadecimal digits of the signature. */
    public String signatureText() {
        return HexFormat.of().formatHex(signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AnnounceCredential that
                && key.equals(that.key)
                && index.equals(that.index)
                && name.equals(that.name)
                && port == that.port
                && until == that.until
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return Objects.hash(key, index, name, port, until, Arrays.hashCode(signature));
    }
}
