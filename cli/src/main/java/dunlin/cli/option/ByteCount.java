package dunlin.cli.option;

import dunlin.cli.terminal.Units;

/** A number of bytes, or of bytes a second, as it stands on the command line. */
public record ByteCount(long bytes) {
    static final ByteCount NONE = new ByteCount(0);

    /**
     * Reads {@code 500K} and its like.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static ByteCount parse(String text) {
        return new ByteCount(Units.parseSize(text));
    }

    @Override
    public String toString() {
        return Units.size(bytes);
    }
}
