package dunlin.bench.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Rows of figures, as aligned text or as a line of JSON for each. Not thread-safe. */
public final class Table {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String title;
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param columns the first is what the row is of
     */
    public Table(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    /** Adds a row of as many cells as there are columns. */
    public void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells in a table of " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** As lines of text, the first column to the left, the others to the right. */
    public String text() {
        StringBuilder out = new StringBuilder("\n").append(title).append('\n');
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] =
                    Math.max(
                            columns.get(i).length(),
                            rows.stream()
                                    .mapToInt(row -> row.get(column).length())
                                    .max()
                                    .orElse(0));
        }
        line(out, columns, widths);
        rows.forEach(row -> line(out, row, widths));
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            line.append("  ").append(i == 0 ? cells.get(i) + space : space + cells.get(i));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    /** As an object a line, with the title under {@code table}. */
    public String json() {
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            Map<String, String> object = new LinkedHashMap<>();
            object.put("table", title);
            for (int i = 0; i < row.size(); i++) {
                object.put(columns.get(i), row.get(i));
            }
            out.append(JSON.writeValueAsString(object)).append('\n');
        }
        return out.toString();
    }
}
