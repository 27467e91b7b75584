package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One fetch, or all together, as a title, a bar and figures. Each figure has columns of its own, so
 * that nothing moves but what changes; those that a narrow terminal has no room for are left out,
 * the least needed first. Pure.
 *
 * @param done bytes
 * @param size bytes
 * @param rate bytes a second; empty while the disk has yet to take what came
 * @param peers how many are connected, if that is to be said
 * @param secondsLeft if it can be told
 */
record TransferLine(
        String title,
        long done,
        long size,
        OptionalLong rate,
        Optional<Integer> peers,
        OptionalLong secondsLeft) {
    /** Of the widest rate. */
    static final int RATE_COLUMNS = "1023 MiB/s".length();

    private static final int SIZE_COLUMNS = "1023 MiB".length();
    private static final int MIN_TITLE_COLUMNS = 6;
    private static final int MAX_TITLE_COLUMNS = 24;
    private static final int MIN_BAR_COLUMNS = 5;
    private static final String GAP = "  ";

    static int percent(long done, long size) {
        return size == 0 ? 100 : (int) (100.0 * done / size);
    }

    /** Columns that its title takes of so many. */
    int titleColumns(int columns) {
        int most = Math.clamp(columns / 5, MIN_TITLE_COLUMNS, MAX_TITLE_COLUMNS);
        return Math.min(most, DisplayWidth.of(SafeText.forTerminal(title)));
    }

    /**
     * The line, of {@code columns} columns at most.
     *
     * @param titleColumns what the titles of all lines take
     */
    String drawn(int columns, int titleColumns, Ink ink) {
        String name =
                DisplayWidth.fit(
                        DisplayWidth.cutMiddle(SafeText.forTerminal(title), titleColumns),
                        titleColumns);
        String facts = "";
        int room = 0;
        for (String fitting : factsFromMostToFewest()) {
            facts = GAP + fitting;
            room = columns - titleColumns - GAP.length() - DisplayWidth.of(facts);
            if (room >= MIN_BAR_COLUMNS) {
                break;
            }
        }
        if (room < MIN_BAR_COLUMNS) {
            return DisplayWidth.cut(name + facts, columns);
        }
        int full = size == 0 ? room : (int) ((double) room * done / size);
        return (name + GAP + ink.green("█".repeat(full)) + ink.dim("░".repeat(room - full)) + facts)
                .stripTrailing();
    }

    private List<String> factsFromMostToFewest() {
        String percent = String.format(Locale.ROOT, "%3d%%", percent(done, size));
        String amount =
                right(Units.size(done), SIZE_COLUMNS)
                        + " of "
                        + right(Units.size(size), SIZE_COLUMNS);
        String speed =
                right(rate.isPresent() ? Units.rate(rate.getAsLong()) : "writing", RATE_COLUMNS);
        String left =
                secondsLeft.isPresent()
                        ? right(Units.shortDuration(secondsLeft.getAsLong()), 6) + " left"
                        : " ".repeat(11);
        String others =
                peers.map(n -> right(String.valueOf(n), 3) + (n == 1 ? " peer " : " peers"))
                        .orElse(" ".repeat(9));
        return List.of(
                String.join(GAP, percent, amount, speed, others, left),
                String.join(GAP, percent, amount, speed, left),
                String.join(GAP, percent, speed, left),
                String.join(GAP, percent, speed),
                percent);
    }

    /** The text in so many columns, on the right. */
    static String right(String text, int columns) {
        return " ".repeat(Math.max(0, columns - text.length())) + text;
    }
}
