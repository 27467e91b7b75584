package dunlin.protocol.wire;

import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;

/**
 * How long a frame may be, by what is in it: a frame beyond is refused before a byte of it is
 * stored.
 *
 * @param bitfield the longest bitfield in bytes; with {@code exact} the only length allowed
 * @param exact whether the number of pieces is known, and so the length of a bitfield
 */
public record FrameLimits(int bitfield, boolean exact) {
    /** The longest payload of an extension message, in bytes; real ones stay under 20 KiB. */
    public static final int EXTENDED = 256 * 1024;

    /** While the metadata is not known: as many pieces as 64 MiB of it can describe, and more. */
    public static final FrameLimits PIECES_UNKNOWN = new FrameLimits(512 * 1024, false);

    /** Of a share with this many pieces. */
    public static FrameLimits ofPieces(int pieces) {
        return new FrameLimits((pieces + 7) / 8, true);
    }

    /** The longest frame of all, its length prefix not counted, in bytes. */
    int longest() {
        return Math.max(1 + bitfield, Math.max(2 + EXTENDED, 9 + Geometry.MAX_SERVED_BLOCK_LENGTH));
    }

    void checkBitfield(int length) throws ProtocolException {
        if (length > bitfield || (exact && length != bitfield)) {
            throw new ProtocolException(
                    "a bitfield of %d bytes where %s%d belong"
                            .formatted(length, exact ? "" : "at most ", bitfield));
        }
    }
}
