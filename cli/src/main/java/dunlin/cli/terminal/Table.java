package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of cells, aligned by the columns that they take on a terminal. Numbers stand on the right.
 * Where the whole is too wide, the widest columns are cut.
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int MIN_COLUMN = 8;

    /** Characters of a cell at most: those of a path. */
    private static final int MAX_CELL = 4_000;

    /** A cell that is wider stands out, so that one does not make a long line of every other. */
    private static final int MAX_ALIGNED = 120;

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param head the titles, or none for a table without a head; one that begins with {@code >} is
     *     of a column of numbers
     */
    public Table(List<String> head) {
        this.head = List.copyOf(head);
    }

    /** Adds a row below the others, and answers this table. Cells may hold words of strangers. */
    public Table row(String... cells) {
        rows.add(Stream.of(cells).map(cell -> SafeText.line(cell, MAX_CELL)).toList());
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, the head first, each of at most {@code columns} columns as far as can be. */
    public List<String> lines(int columns) {
        List<List<String>> all = new ArrayList<>();
        if (!head.isEmpty()) {
            all.add(head.stream().map(title -> title.replaceFirst("^>", "")).toList());
        }
        all.addAll(rows);
        int[] widths = widths(all);
        boolean isBounded = columns < Integer.MAX_VALUE;
        if (isBounded) {
            fit(widths, columns);
        }
        return all.stream().map(cells -> line(cells, widths, isBounded)).toList();
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
        int total = Arrays.stream(widths).sum() + (widths.length - 1) * GAP.length();
        for (; total > columns; total--) {
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
            boolean isNumber = i < head.size() && head.get(i).startsWith(">");
            String whole = cells.get(i);
            String cell = isCut ? DisplayWidth.cut(whole, widths[i]) : whole;
            String space = " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(cell)));
            line.append(i == 0 ? "" : GAP).append(isNumber ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }
}
