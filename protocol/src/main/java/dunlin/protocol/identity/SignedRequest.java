package dunlin.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.Hashes;
import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The signature of a request to an index that only the owner of something may make, as it travels
 * in five HTTP headers. All that is signed stands in the head, so that the signature can be
 * verified before the body comes.
 *
 * <pre>
 *   Dunlin-Key: 64 hex     Dunlin-Time: seconds since 1970     Dunlin-Signature: 128 hex
 *   Dunlin-Index: host:port     Dunlin-Digest: hex(SHA-256(body))
 *
 *   signed = "dunlin request 2" LF index LF method LF target LF time LF hex(SHA-256(body))
 *            "dunlin request 1" LF method LF target LF time LF hex(SHA-256(body))
 *   target = path [ "?" query ]        as they go over the wire, still percent-encoded
 * </pre>
 *
 * <p>The index keeps a request from being sent to another one, and the time from being sent again
 * later. Within the window the index must remember what it took; a client that says the same twice
 * adds something to the query that tells the one from the other.
 *
 * @param key whom it says to be from
 * @param bound what the second format adds; empty in the {@link FirstFormat}
 * @param time when it was signed, seconds since 1970
 * @param signature 64 bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignedRequest(PeerKey key, Optional<Bound> bound, long time, byte[] signature) {
    public static final String KEY_HEADER = "Dunlin-Key";
    public static final String TIME_HEADER = "Dunlin-Time";
    public static final String SIGNATURE_HEADER = "Dunlin-Signature";
    public static final String INDEX_HEADER = "Dunlin-Index";
    public static final String DIGEST_HEADER = "Dunlin-Digest";

    /** Seconds by which the clocks of the two sides may differ. */
    public static final long WINDOW = 600;

    private static final int MAX_TIME_DIGITS = 12;
    private static final int DIGEST_LENGTH = 32;

    /**
     * What binds a signature to one index and one body.
     *
     * @param index whom the request is for
     * @param bodyDigest by {@link #digest}; not copied
     */
    public record Bound(IndexName index, byte[] bodyDigest) {
        public Bound {
            if (bodyDigest.length != DIGEST_LENGTH) {
                throw new IllegalArgumentException("a digest of " + bodyDigest.length + " bytes");
            }
        }

        /**
         * Reads the values of the two headers.
         *
         * @throws ProtocolException if one is malformed
         */
        public static Bound parse(String index, String digest) throws ProtocolException {
            if (digest.length() != 2 * DIGEST_LENGTH
                    || !digest.chars().allMatch(HexFormat::isHexDigit)) {
                throw new ProtocolException("a digest is 64 hexadecimal digits");
            }
            return new Bound(IndexName.parse(index), HexFormat.of().parseHex(digest));
        }
    }

    public SignedRequest {
        if (signature.length != Ed25519.SIGNATURE_LENGTH || time < 0) {
            throw new IllegalArgumentException(
                    "a signature of " + signature.length + " bytes at time " + time);
        }
    }

    /**
     * Signs a request.
     *
     * @param target path and query as they are sent
     * @param time seconds since 1970
     */
    public static SignedRequest sign(
            PeerKeyPair by, Bound bound, String method, String target, long time) {
        Optional<Bound> to = Optional.of(bound);
        byte[] signature = by.sign(signed(to, method, target, bound.bodyDigest(), time));
        return new SignedRequest(by.publicKey(), to, time, signature);
    }

    /**
     * Reads the values of the headers; nothing is verified yet.
     *
     * @throws ProtocolException if one is malformed
     */
    public static SignedRequest parse(
            String key, Optional<Bound> bound, String time, String signature)
            throws ProtocolException {
        if (!time.matches("[0-9]{1," + MAX_TIME_DIGITS + "}")) {
            throw new ProtocolException(TIME_HEADER + " is no number of seconds since 1970");
        }
        byte[] bytes = SignatureText.parse(signature);
        return new SignedRequest(PeerKey.parse(key), bound, Long.parseLong(time), bytes);
    }

    /** The SHA-256 of a body, as it is signed; that of no bytes if there is none. */
    public static byte[] digest(byte[] body) {
        return Hashes.sha256(body);
    }

    /**
     * Whether the key signed exactly this request. It may have come late, or twice, or be for
     * another index.
     */
    public boolean isOf(String method, String target, byte[] bodyDigest) {
        return bound.map(it -> Arrays.equals(it.bodyDigest(), bodyDigest)).orElse(true)
                && key.verifies(signed(bound, method, target, bodyDigest, time), signature);
    }

    /**
     * Whether it is taken at this time.
     *
     * @param now seconds since 1970
     */
    public boolean isTimely(long now) {
        return Math.abs(time - now) <= WINDOW;
    }

    /** The headers that carry it, by name. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(KEY_HEADER, key.toString());
        headers.put(TIME_HEADER, Long.toString(time));
        bound.ifPresent(it -> {
            headers.put(INDEX_HEADER, it.index().toString());
            headers.put(DIGEST_HEADER, HexFormat.of().formatHex(it.bodyDigest()));
        });
        headers.put(SIGNATURE_HEADER, HexFormat.of().formatHex(signature));
        return headers;
    }

    private static byte[] signed(
            Optional<Bound> bound, String method, String target, byte[] bodyDigest, long time) {
        return String.join(
                        "\n",
                        bound.map(to -> "dunlin request 2\n" + to.index())
                                .orElse("dunlin request 1"),
                        method,
                        target,
                        Long.toString(time),
                        HexFormat.of().formatHex(bodyDigest))
                .getBytes(UTF_8);
    }
}
