package dunlin.cli.terminal;

import java.io.PrintStream;
import java.util.List;

/**
 * The last few lines of a terminal, drawn over and over in the same place. Not thread-safe: {@link
 * Console} guards it.
 *
 * <p>Invariant: the cursor stands at the beginning of the line below the region.
 */
final class LiveRegion {
    private static final String HIDE_CURSOR = "\033[?25l";
    private static final String SHOW_CURSOR = "\033[?25h";
    private static final String TO_END_OF_LINE = "\033[K";
    private static final String TO_END_OF_SCREEN = "\033[J";

    private final PrintStream out;
    private int drawn;

    LiveRegion(PrintStream out) {
        this.out = out;
    }

    /** Replaces what is drawn by these lines, in one write so that nothing flickers. */
    void draw(List<String> lines) {
        StringBuilder frame = new StringBuilder(HIDE_CURSOR).append(up());
        for (String line : lines) {
            frame.append(line).append(TO_END_OF_LINE).append('\n');
        }
        out.print(frame.append(TO_END_OF_SCREEN));
        out.flush();
        drawn = lines.size();
    }

    /** Takes away what is drawn, and gives the cursor back. */
    void clear() {
        if (drawn > 0) {
            out.print(up() + TO_END_OF_SCREEN + SHOW_CURSOR);
            out.flush();
            drawn = 0;
        }
    }

    /** Leaves what is drawn standing, and gives the cursor back. */
    void release() {
        if (drawn > 0) {
            out.print(SHOW_CURSOR);
            out.flush();
            drawn = 0;
        }
    }

    private String up() {
        return drawn == 0 ? "" : "\r\033[" + drawn + "A";
    }
}
