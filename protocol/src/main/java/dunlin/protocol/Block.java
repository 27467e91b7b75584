package dunlin.protocol;

/**
 * A part of one piece that is asked for and sent as a unit. Only {@link Geometry} makes them, after
 * checking: a {@code Block} that exists lies inside its piece of its share.
 */
public final class Block {
    private final int piece;
    private final int begin;
    private final int length;

    Block(int piece, int begin, int length) {
        this.piece = piece;
        this.begin = begin;
        this.length = length;
    }

    /** Index of the piece, from 0. */
    public int piece() {
        return piece;
    }

    /** Where in the piece the block begins, in bytes. */
    public int begin() {
        return begin;
    }

    /** Length in bytes, at least 1. */
    public int length() {
        return length;
    }

    /** Which 16 KiB step of its piece it begins in, from 0. */
    public int index() {
        return begin / Geometry.BLOCK_LENGTH;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block that
                && piece == that.piece
                && begin == that.begin
                && length == that.length;
    }

    @Override
    public int hashCode() {
        return (piece * 31 + begin) * 31 + length;
    }

    @Override
    public String toString() {
        return "block " + piece + ":" + begin + "+" + length;
    }
}
