package dunlin.protocol;

/**
 * How the bytes of a share fall into pieces, and a piece into blocks (BEP 3). Everything that a
 * peer names by number is checked here, once.
 *
 * @param size bytes in the whole share, padding included; 0 or more
 * @param pieceLength bytes in every piece but the last, 1 to 2³⁰
 */
public record Geometry(long size, int pieceLength) {
    /**
     * The length of a block as it is asked for, in bytes: every client accepts this and some
     * nothing larger.
     */
    public static final int BLOCK_LENGTH = 16 * 1024;

    /** The longest block that is served when a peer asks for it, in bytes. */
    public static final int MAX_SERVED_BLOCK_LENGTH = 128 * 1024;

    public Geometry {
        if (size < 0 || pieceLength < 1 || pieceLength > 1 << 30) {
            throw new IllegalArgumentException(
                    "no share has " + size + " bytes in pieces of " + pieceLength);
        }
        if (pieces(size, pieceLength) > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "too many pieces: " + size + " bytes in pieces of " + pieceLength);
        }
    }

    private static long pieces(long size, int pieceLength) {
        return size / pieceLength + (size % pieceLength == 0 ? 0 : 1);
    }

    /** Number of pieces; 0 for an empty share. */
    public int pieces() {
        return (int) pieces(size, pieceLength);
    }

    /** Length of a piece in bytes: {@link #pieceLength} for all but perhaps the last. */
    public int pieceSize(int piece) {
        return (int) Math.min(pieceLength, size - offset(piece));
    }

    /** Where a piece begins in the share, in bytes. */
    public long offset(int piece) {
        if (piece < 0 || piece >= pieces()) {
            throw new IndexOutOfBoundsException("piece " + piece + " of " + pieces());
        }
        return (long) piece * pieceLength;
    }

    /** Where a block begins in the share, in bytes. */
    public long offset(Block block) {
        return offset(block.piece()) + block.begin();
    }

    /** Number of blocks of 16 KiB (the last may be shorter) in a piece. */
    public int blocks(int piece) {
        return (pieceSize(piece) + BLOCK_LENGTH - 1) / BLOCK_LENGTH;
    }

    /** The block of a piece with this number, from 0, as we ask for it. */
    public Block block(int piece, int index) {
        int begin = index * BLOCK_LENGTH;
        if (index < 0 || index >= blocks(piece)) {
            throw new IndexOutOfBoundsException("block " + index + " of piece " + piece);
        }
        return new Block(piece, begin, Math.min(BLOCK_LENGTH, pieceSize(piece) - begin));
    }

    /**
     * The block that a peer named with three numbers of its own.
     *
     * @throws ProtocolException if they name nothing inside the share, or more than {@link
     *     #MAX_SERVED_BLOCK_LENGTH}
     */
    public Block check(int piece, int begin, int length) throws ProtocolException {
        requirePiece(piece);
        if (begin < 0
                || length < 1
                || length > MAX_SERVED_BLOCK_LENGTH
                || begin > pieceSize(piece) - length) {
            throw new ProtocolException(
                    "no such block: " + length + " bytes at " + begin + " of piece " + piece);
        }
        return new Block(piece, begin, length);
    }

    /**
     * The piece that a peer named with a number of its own.
     *
     * @throws ProtocolException if there is none
     */
    public PieceIndex piece(int number) throws ProtocolException {
        requirePiece(number);
        return new PieceIndex(number);
    }

    private void requirePiece(int number) throws ProtocolException {
        if (number < 0 || number >= pieces()) {
            throw new ProtocolException(
                    "piece " + number + " does not exist, there are " + pieces());
        }
    }
}
