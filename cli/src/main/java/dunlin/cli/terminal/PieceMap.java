package dunlin.cli.terminal;

import dunlin.protocol.Bitfield;
import java.util.ArrayList;
import java.util.List;

/** Which pieces someone has, as ranges for a program and as a bar for a person. */
public final class PieceMap {
    /** From nothing to all of the pieces that a column stands for. */
    private static final String SHADES = "·░▒▓█";

    private PieceMap() {}

    /** The complete pieces as {@code [first, last]}, both inclusive, in order. */
    public static List<int[]> ranges(Bitfield have) {
        List<int[]> ranges = new ArrayList<>();
        for (int first = have.nextSet(0); first >= 0; ) {
            int clear = have.nextClear(first);
            int end = clear < 0 ? have.size() : clear;
            ranges.add(new int[] {first, end - 1});
            first = clear < 0 ? -1 : have.nextSet(end);
        }
        return ranges;
    }

    /**
     * A bar of at most {@code columns} columns; the more of its pieces are complete, the darker it
     * is.
     */
    public static String bar(Bitfield have, int columns) {
        int width = Math.min(columns, have.size());
        StringBuilder bar = new StringBuilder();
        for (int column = 0; column < width; column++) {
            int from = (int) ((long) column * have.size() / width);
            int to = (int) ((column + 1L) * have.size() / width);
            int count = 0;
            for (int piece = have.nextSet(from); piece >= 0 && piece < to; ) {
                count++;
                piece = have.nextSet(piece + 1);
            }
            bar.append(SHADES.charAt(shade(count, to - from)));
        }
        return bar.toString();
    }

    /** Only none is shown as nothing, and only all as full. */
    private static int shade(int count, int of) {
        if (count == 0 || count == of) {
            return count == 0 ? 0 : SHADES.length() - 1;
        }
        return 1 + count * (SHADES.length() - 2) / (of + 1);
    }
}
