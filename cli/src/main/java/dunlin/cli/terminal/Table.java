package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of cells, aligned by the columns that they take on a terminal. Numbers stand on the right.
 * Where the whole is too wide, the widest columns are cut; of a table that has some to spare, these
 * are left out first, so that the first column keeps room for what it says.
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int MIN_COLUMN = 8;

    /** Columns of a text that is cut before one beside it is left out. */
    private static final int SHORT = 12;

    /** Columns that the first one has before others keep their place, on a wide terminal. */
    private static final int FIRST = 40;

    /** Characters of a cell at most: those of a path. */
    private static final int MAX_CELL = 4_000;

    /** A cell that is wider stands out, so that one does not make a long line of every other. */
    private static final int MAX_ALIGNED = 120;

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> spare = List.of();

    /**
     * @param head the titles, or none for a table without a head; one that begins with {@code >} is
     *     of a column of numbers, with {@code =} of one that says nothing when it is cut
     */
    public Table(List<String> head) {
        this.head = List.copyOf(head);
    }

    /** Adds a row below the others, and answers this table. Cells may hold words of strangers. */
    public Table row(String... cells) {
        rows.add(Stream.of(cells).map(cell -> SafeText.line(cell, MAX_CELL)).toList());
        return this;
    }

    /**
     * Which columns are left out where the terminal is too narrow, by their titles as they were
     * given, in this order; answers this table.
     */
    public Table sparing(String... titles) {
        spare = List.of(titles);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, the head first, each of at most {@code columns} columns as far as can be. */
    public List<String> lines(int columns) {
        List<List<String>> all = new ArrayList<>();
        if (!head.isEmpty()) {
            all.add(head.stream().map(title -> title.replaceFirst("^[>=]", "")).toList());
        }
        all.addAll(rows);
        int[] widths = widths(all);
        boolean isBounded = columns < Integer.MAX_VALUE;
        if (isBounded) {
            if (!spare.isEmpty()) {
                leaveOut(widths, columns);
            }
            fit(widths, columns);
        }
        return all.stream().map(cells -> line(cells, widths, isBounded)).toList();
    }

    /** Columns that are left out get no width; the others as much as the first one leaves them. */
    private void leaveOut(int[] widths, int columns) {
        int first = Math.min(widths[0], Math.min(FIRST, columns * 2 / 5));
        int[] least = widths.clone();
        least[0] = first;
        for (int i = 1; i < least.length; i++) {
            least[i] = head.get(i).matches("[>=].*") ? widths[i] : Math.min(SHORT, widths[i]);
        }
        for (String title : spare) {
            if (total(least) > columns) {
                int column = head.indexOf(title);
                least[column] = 0;
                widths[column] = 0;
            }
        }
        int room = columns - total(least);
        for (int i = 0; i < widths.length && room > 0; i++) {
            int more = Math.min(room, widths[i] - least[i]);
            least[i] += more;
            room -= more;
        }
        System.arraycopy(least, 0, widths, 0, widths.length);
    }

    private static int total(int[] widths) {
        int shown = (int) Arrays.stream(widths).filter(width -> width > 0).count();
        return Arrays.stream(widths).sum() + (shown - 1) * GAP.length();
    }

    private boolean isNumber(int column) {
        return column < head.size() && head.get(column).startsWith(">");
    }

    private static int[] widths(List<List<String>> all) {
        int[] widths = new int[all.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> cells : all) {
            for (int i = 0; i < cells.size(); i++) {
                int width = Math.min(MAX_ALIGNED, DisplayWidth.of(cells.get(i)));
                widths[i] = Math.max(widths[i], width);
            }
        }
        return widths;
    }

    private static void fit(int[] widths, int columns) {
        for (int total = total(widths); total > columns; total--) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= MIN_COLUMN) {
                return;
            }
            widths[widest]--;
        }
    }

    private String line(List<String> cells, int[] widths, boolean isCut) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            if (widths[i] == 0 && isCut) {
                continue;
            }
            String whole = cells.get(i);
            String cell = isCut ? DisplayWidth.cut(whole, widths[i]) : whole;
            String space = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(cell)));
            line.append(line.isEmpty() ? "" : GAP)
                    .append(isNumber(i) ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }
}
