package dunlin.tracker.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/**
 * Draws how many peers have each piece, from the first to the last: hatched where nobody has it,
 * the higher the more do, so that it can be read without colours. A column shows the rarest of the
 * pieces that it stands for.
 */
final class PieceBar {
    private static final int COLUMNS = 400;

    /** As the page shows it on a wide screen, so that what is hatched is not stretched by much. */
    private static final int WIDTH = 800;

    private static final int HEIGHT = 32;

    /** From so many on, peers are not told apart. */
    private static final int MANY = 4;

    private static final String HEAD =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" preserveAspectRatio=\"none\""
                    + " viewBox=\"0 0 "
                    + WIDTH
                    + " "
                    + HEIGHT
                    + "\">"
                    + "<pattern id=\"none\" width=\"6\" height=\"6\""
                    + " patternUnits=\"userSpaceOnUse\">"
                    + "<path d=\"M0 6L6 0\" stroke=\"#d1443f\" stroke-width=\"2\"/></pattern>";

    private PieceBar() {}

    static byte[] svg(int[] counts) {
        int columns = Math.min(COLUMNS, counts.length);
        StringBuilder svg = new StringBuilder(16_384);
        svg.append(HEAD);
        int column = 0;
        while (column < columns) {
            int rarest = rarest(counts, column, columns);
            int end = column + 1;
            while (end < columns && rarest(counts, end, columns) == rarest) {
                end++;
            }
            svg.append(bar(column * WIDTH / columns, end * WIDTH / columns, rarest));
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

    private static String bar(int from, int to, int peers) {
        int height = peers == 0 ? HEIGHT : Math.ceilDiv(HEIGHT * Math.min(peers, MANY), MANY);
        return String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>",
                from,
                HEIGHT - height,
                to - from,
                height,
                peers == 0 ? "url(#none)" : "#ad6430");
    }
}
