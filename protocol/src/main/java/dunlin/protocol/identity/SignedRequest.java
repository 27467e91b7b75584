package dunlin.protocol.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The signature of a request to an index that only the owner of something may make, as it travels
 * in three HTTP headers.
 *
 * <pre>
 *   Dunlin-Key: 64 hex     Dunlin-Time: seconds since 1970     Dunlin-Signature: 128 hex
 *
 *   signed = "dunlin request 1" LF method LF target LF time LF hex(SHA-256(body))
 *   target = path [ "?" query ]        as they go over the wire, still percent-encoded
 * </pre>
 *
 * <p>The time keeps a request that was overheard from being sent again later. Within the window the
 * index must remember what it took; a client that says the same twice adds something to the query
 * that tells the one from the other.
 *
 * @param key whom it says to be from
 * @param time when it was signed, seconds since 1970
 * @param signature 64 bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SignedRequest(PeerKey key, long time, byte[] signature) {
    public static final String KEY_HEADER = "Dunlin-Key";
    public static final String TIME_HEADER = "Dunlin-Time";
    public static final String SIGNATURE_HEADER = "Dunlin-Signature";

    /** Seconds by which the clocks of the two sides may differ. */
    public static final long WINDOW = 600;

    private static final int MAX_TIME_DIGITS = 12;

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
     * @param bodyDigest by {@link #digest}; that of no bytes if there is no body
     * @param time seconds since 1970
     */
    public static SignedRequest sign(
            PeerKeyPair by, String method, String target, byte[] bodyDigest, long time) {
        byte[] signature = by.sign(signed(method, target, bodyDigest, time));
        return new SignedRequest(by.publicKey(), time, signature);
    }

    /**
     * Reads the values of the three headers; nothing is verified yet.
     *
     * @throws ProtocolException if one is malformed
     */
    public static SignedRequest parse(String key, String time, String signature)
            throws ProtocolException {
        if (!time.matches("[0-9]{1," + MAX_TIME_DIGITS + "}")) {
            throw new ProtocolException(TIME_HEADER + " is no number of seconds since 1970");
        }
        byte[] bytes = SignatureText.parse(signature);
        return new SignedRequest(PeerKey.parse(key), Long.parseLong(time), bytes);
    }

    /** The SHA-256 of a body, as it is signed. */
    public static byte[] digest(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    /** Whether the key signed exactly this request. It may have come late, or twice. */
    public boolean isOf(String method, String target, byte[] bodyDigest) {
        return key.verifies(signed(method, target, bodyDigest, time), signature);
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
        return Map.of(
                KEY_HEADER,
                key.toString(),
                TIME_HEADER,
                Long.toString(time),
                SIGNATURE_HEADER,
                HexFormat.of().formatHex(signature));
    }

    private static byte[] signed(String method, String target, byte[] bodyDigest, long time) {
        return String.join(
                        "\n",
                        "dunlin request 1",
                        method,
                        target,
                        Long.toString(time),
                        HexFormat.of().formatHex(bodyDigest))
                .getBytes(UTF_8);
    }
}
