package dunlin.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of cells, aligned by the columns that they take on a terminal. Numbers stand on the right.
 * Where the whole is too wide, the widest columns are cut.
 */
public final class Table {
    private static final String GAP = "  ";
    private static final int MIN_COLUMN = 8;

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param head the titles, or none for a table without a head; one that begins with {@code >} is
     *     of a column of numbers
     */
    public Table(List<String> head) {
        this.head = List.copyOf(head);
    }

    /** Adds a row below the others, and answers this table. */
    public Table row(String... cells) {
        rows.add(List.of(cells));
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
        fit(widths, columns);
        return all.stream().map(cells -> line(cells, widths)).toList();
    }

    private static int[] widths(List<List<String>> all) {
        int[] widths = new int[all.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> cells : all) {
            for (int i = 0; i < cells.size(); i++) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(cells.get(i)));
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

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            boolean isNumber = i < head.size() && head.get(i).startsWith(">");
            String cell = DisplayWidth.cut(cells.get(i), widths[i]);
            String space = " ".repeat(widths[i] - DisplayWidth.of(cell));
            line.append(i == 0 ? "" : GAP).append(isNumber ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }
}
