package dunlin.storage;

/** Chooses how long the pieces of a new share are. */
final class PieceLengths {
    static final int SHORTEST = 16 * 1024;
    static final int LONGEST = 16 * 1024 * 1024;

    /**
     * More pieces than this make a torrent file large, fewer make its peers wait for each other.
     */
    private static final int MOST_PIECES = 2048;

    private PieceLengths() {}

    /** A power of two that cuts {@code size} bytes into 1024 to 2048 pieces where that can be. */
    static int forSize(long size) {
        int length = SHORTEST;
        while (length < LONGEST && size > (long) length * MOST_PIECES) {
            length *= 2;
        }
        return length;
    }

    /**
     * @throws IllegalArgumentException unless it is a power of two from 16 KiB to 16 MiB
     */
    static int check(int length) {
        if (length < SHORTEST || length > LONGEST || Integer.bitCount(length) != 1) {
            throw new IllegalArgumentException(
                    "a piece length is a power of two from 16 KiB to 16 MiB, not " + length);
        }
        return length;
    }
}
