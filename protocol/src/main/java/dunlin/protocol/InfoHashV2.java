package dunlin.protocol;

import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of a v2 info dictionary (BEP 52): 32 bytes. Immutable. */
public final class InfoHashV2 {
    /** Bytes in a v2 info-hash. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private InfoHashV2(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The info-hash with these bytes, which are copied.
     *
     * @throws IllegalArgumentException unless there are exactly 32
     */
    public static InfoHashV2 of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a v2 info-hash has 32 bytes, not " + bytes.length);
        }
        return new InfoHashV2(bytes.clone());
    }

    /**
     * The info-hash written as 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} is not that
     */
    public static InfoHashV2 fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** The v2 info-hash of these raw bytes of an info dictionary: their SHA-256. */
    public static InfoHashV2 ofInfo(byte[] infoDictionary) {
        return new InfoHashV2(Hashes.sha256(infoDictionary));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Its first 20 bytes, by which trackers, the DHT and handshakes name the swarm (BEP 52). */
    public InfoHash truncated() {
        return InfoHash.of(Arrays.copyOf(bytes, InfoHash.LENGTH));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InfoHashV2 that && Arrays.equals(bytes, that.bytes);
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
