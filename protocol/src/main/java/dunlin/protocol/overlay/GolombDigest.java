package dunlin.protocol.overlay;

import dunlin.protocol.ProtocolException;
import java.util.Collection;

/** A {@link Digest} as a Golomb-coded set: 12.5 bits a word, one false match in 2,048. */
public final class GolombDigest implements Digest {
    /** Most bytes of a digest. */
    public static final int MAX_BYTES = 8 * 1024;

    /** Most words of a digest. */
    public static final int MAX_WORDS = 5_120;

    /** No words. */
    public static final GolombDigest EMPTY = new GolombDigest();

    private GolombDigest() {}

    /**
     * The set of these hashes; repeated ones count once.
     *
     * @throws IllegalArgumentException if there are more than {@link #MAX_WORDS}
     */
    public static GolombDigest of(Collection<Long> hashes) {
        throw new UnsupportedOperationException("not yet: " + hashes.size());
    }

    /**
     * Reads a digest.
     *
     * @throws ProtocolException unless these bytes are exactly those that {@link #bytes} gives for
     *     some set
     */
    public static GolombDigest parse(byte[] bytes) throws ProtocolException {
        throw new ProtocolException("not yet: " + bytes.length);
    }

    @Override
    public boolean mayHave(long hash) {
        return false;
    }

    @Override
    public byte[] bytes() {
        return new byte[0];
    }
}
