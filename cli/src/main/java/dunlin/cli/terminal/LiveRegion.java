package dunlin.cli.terminal;

import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The last few lines of a terminal, drawn over and over in the same place. Never more than the
 * terminal's rows but one: what scrolled away could not be drawn over. Not thread-safe: {@link
 * Console} guards it.
 *
 * <p>Invariant: the cursor stands at the beginning of the line below the region.
 */
final class LiveRegion {
    private static final String HIDE_CURSOR = "\033[?25l";
    private static final String SHOW_CURSOR = "\033[?25h";
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";
    private static final String TO_END_OF_LINE = "\033[K";
    private static final String TO_END_OF_SCREEN = "\033[J";
    private static final Pattern EMPHASIS = Pattern.compile("\033\\[[0-9;]*m");

    private final PrintStream out;
    private final Terminal terminal;

    private List<String> wanted = List.of();

    /** What is drawn, by the columns that each line took. */
    private List<Integer> drawn = List.of();

    LiveRegion(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Replaces what is drawn by these lines, in one write so that nothing flickers; those that have
     * no room are left out, and so is the end of a line.
     */
    void draw(List<String> lines) {
        wanted = lines;
        int columns = terminal.columns(Terminal.STDERR);
        List<String> shown = lines.subList(0, Math.min(lines.size(), mostRows()));
        StringBuilder frame = new StringBuilder(HIDE_CURSOR).append(NO_WRAP).append(up());
        for (String line : shown) {
            frame.append(line).append(TO_END_OF_LINE).append('\n');
        }
        out.print(frame.append(TO_END_OF_SCREEN).append(WRAP));
        out.flush();
        drawn = shown.stream().map(line -> Math.min(columns, width(line))).toList();
    }

    /** Writes something above what is drawn. */
    void above(Runnable line) {
        if (drawn.isEmpty()) {
            line.run();
            return;
        }
        out.print(up() + TO_END_OF_SCREEN);
        out.flush();
        drawn = List.of();
        line.run();
        draw(wanted);
    }

    /** Takes away what is drawn, and gives the cursor back. */
    void clear() {
        if (!drawn.isEmpty()) {
            out.print(up() + TO_END_OF_SCREEN + SHOW_CURSOR);
            out.flush();
            drawn = List.of();
        }
    }

    /** To the first line: one that became wider than the window takes several rows by now. */
    private String up() {
        int columns = Math.max(1, terminal.columns(Terminal.STDERR));
        int rows =
                drawn.stream()
                        .mapToInt(width -> Math.max(1, -Math.floorDiv(-width, columns)))
                        .sum();
        int up = Math.min(rows, mostRows());
        return up == 0 ? "" : "\r\033[" + up + "A";
    }

    private int mostRows() {
        return Math.max(0, terminal.rows(Terminal.STDERR) - 1);
    }

    private static int width(String line) {
        return DisplayWidth.of(EMPHASIS.matcher(line).replaceAll(""));
    }
}
