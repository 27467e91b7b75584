package dunlin.tracker.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/**
 * Draws how many peers have each piece, from the first to the last: nothing where nobody has it,
 * the darker the more do. A column shows the rarest of the pieces that it stands for.
 */
final class PieceBar {
    private static final int COLUMNS = 400;

    private PieceBar() {}

    static byte[] svg(int[] counts) {
        int columns = Math.min(COLUMNS, counts.length);
        StringBuilder svg = new StringBuilder(16_384);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" preserveAspectRatio=\"none\"");
        svg.append(" viewBox=\"0 0 ").append(Math.max(1, columns)).append(" 10\">");
        int column = 0;
        while (column < columns) {
            int rarest = rarest(counts, column, columns);
            int end = column + 1;
            while (end < columns && rarest(counts, end, columns) == rarest) {
                end++;
            }
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" width=\"%d\" height=\"10\" fill=\"%s\"/>",
                            column,
                            end - column,
                            colour(rarest)));
            column = end;
        }
        return svg.append("</svg>").toString().getBytes(UTF_8);
    }

    private static int rarest(int[] counts, int column, int columns) {
        int from = (int) ((long) column * counts.length / columns);
        int to = (int) ((long) (column + 1) * counts.length / columns);
        int rarest = counts[from];
        for (int i = from + 1; i < to; i++) {
            rarest = Math.min(rarest, counts[i]);
        }
        return rarest;
    }

    private static String colour(int peers) {
        return switch (Math.min(peers, 4)) {
            case 0 -> "#d9534f";
            case 1 -> "#e3b98f";
            case 2 -> "#cf9159";
            case 3 -> "#b06a30";
            default -> "#8a4b1f";
        };
    }
}
