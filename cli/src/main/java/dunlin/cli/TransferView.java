package dunlin.cli;

import dunlin.protocol.SafeText;
import dunlin.swarm.SwarmStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Draws how a fetch stands: a bar with what is done, and a line for each peer. Pure. */
final class TransferView {
    private static final int MAX_NAME_COLUMNS = 24;
    private static final int MIN_BAR_COLUMNS = 6;

    private final int columns;
    private final Ink ink;

    /**
     * @param columns what each line must fit in
     */
    TransferView(int columns, Ink ink) {
        this.columns = columns;
        this.ink = ink;
    }

    /**
     * The lines of one fetch.
     *
     * @param peers how many peers may have a line
     */
    List<String> lines(String name, SwarmStatus status, int peers) {
        List<String> lines = new ArrayList<>();
        lines.add(head(name, status));
        List<SwarmStatus.Peer> busiest =
                status.peers().stream()
                        .sorted(Comparator.comparingLong(SwarmStatus.Peer::downRate).reversed())
                        .limit(Math.max(0, peers))
                        .toList();
        Table table = new Table(List.of("", "", ">", ">"));
        for (SwarmStatus.Peer peer : busiest) {
            table.row(
                    "  " + HostPort.format(peer.address()),
                    DisplayWidth.cut(SafeText.forTerminal(peer.client()), 28),
                    peer.downRate() == 0 && peer.chokesUs()
                            ? "waiting"
                            : Units.rate(peer.downRate()),
                    peer.pieces() + "/" + status.pieces() + " pieces");
        }
        table.lines(columns).stream()
                .skip(1)
                .map(line -> ink.dim(DisplayWidth.cut(line, columns)))
                .forEach(lines::add);
        int hidden = status.peers().size() - busiest.size();
        if (hidden > 0) {
            lines.add(ink.dim("  and " + Units.count(hidden, "more peer")));
        }
        return lines;
    }

    private String head(String name, SwarmStatus status) {
        String shown = SafeText.forTerminal(name);
        String title = DisplayWidth.cut(shown, Math.min(MAX_NAME_COLUMNS, columns / 5));
        String facts = "  " + facts(status);
        int room = columns - DisplayWidth.of(title) - DisplayWidth.of(facts) - 2;
        if (room < MIN_BAR_COLUMNS) {
            return DisplayWidth.cut(title + facts, columns);
        }
        int full = (int) (room * fraction(status));
        return title
                + "  "
                + ink.green("█".repeat(full))
                + ink.dim("░".repeat(room - full))
                + facts;
    }

    /** The same in one line of words, where there is no terminal to draw on. */
    String plain(String name, SwarmStatus status) {
        return SafeText.forTerminal(name) + ": " + facts(status);
    }

    private static String facts(SwarmStatus status) {
        StringBuilder facts = new StringBuilder();
        // Rounded down: what is not whole must not be shown as 100 %.
        facts.append(String.format(Locale.ROOT, "%3d%%", (int) (100 * fraction(status))))
                .append("  ")
                .append(Units.size(status.done()))
                .append(" of ")
                .append(Units.size(status.size()))
                .append("  ")
                .append(Units.rate(status.downRate()))
                .append("  ")
                .append(Units.count(status.peers().size(), "peer"));
        secondsLeft(status)
                .ifPresent(s ->
                        facts.append("  ")
                                .append(Units.duration(Duration.ofSeconds(s)))
                                .append(" left"));
        return facts.toString();
    }

    static double fraction(SwarmStatus status) {
        return status.size() == 0 ? 1 : (double) status.done() / status.size();
    }

    /** How long it takes at the present rate, in seconds; empty if nothing comes. */
    static OptionalLong secondsLeft(SwarmStatus status) {
        long left = status.size() - status.done();
        return left == 0 || status.downRate() <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((left + status.downRate() - 1) / status.downRate());
    }
}
