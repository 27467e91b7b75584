package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws how a fetch stands: a bar with what is done, and a line for each peer. Pure. */
public final class TransferView {
    private static final int MAX_NAME_COLUMNS = 24;
    private static final int MIN_BAR_COLUMNS = 6;

    private final int columns;
    private final Ink ink;
    private final Function<InetSocketAddress, String> label;

    /**
     * @param columns what each line must fit in
     * @param label what a peer is called
     */
    public TransferView(int columns, Ink ink, Function<InetSocketAddress, String> label) {
        this.columns = columns;
        this.ink = ink;
        this.label = label;
    }

    /**
     * The lines of one fetch.
     *
     * @param peers how many peers may have a line
     */
    public List<String> lines(String name, SwarmStatus status, int peers) {
        List<String> lines = new ArrayList<>();
        lines.add(head(name, status));
        List<SwarmStatus.Peer> busiest = busiest(status, peers);
        Table table = new Table(List.of("", "", ">", ">"));
        for (SwarmStatus.Peer peer : busiest) {
            table.row(
                    "  " + label.apply(peer.address()),
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

    /**
     * The busiest, but in the order in which they came: lines that change places are hard to read.
     */
    private static List<SwarmStatus.Peer> busiest(SwarmStatus status, int peers) {
        Set<SwarmStatus.Peer> chosen =
                status.peers().stream()
                        .sorted(Comparator.comparingLong(SwarmStatus.Peer::downRate).reversed())
                        .limit(Math.max(0, peers))
                        .collect(Collectors.toSet());
        return status.peers().stream().filter(chosen::contains).toList();
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

    /** One line of words, where there is no terminal to draw on. */
    public String plain(String name, SwarmStatus status) {
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
                .append(onlyWrites(status) ? "writing to the disk" : Units.rate(status.downRate()))
                .append("  ")
                .append(Units.count(status.peers().size(), "peer"));
        secondsLeft(status)
                .ifPresent(s ->
                        facts.append("  ")
                                .append(Units.duration(Duration.ofSeconds(s)))
                                .append(" left"));
        return facts.toString();
    }

    /** Whether nothing comes, or is still to come, but the disk has yet to take what came. */
    private static boolean onlyWrites(SwarmStatus status) {
        return status.writing() > 0
                && (status.downRate() == 0 || status.done() + status.writing() == status.size());
    }

    static double fraction(SwarmStatus status) {
        return status.size() == 0 ? 1 : (double) status.done() / status.size();
    }

    /** How long it takes at the present rate, in seconds; empty if nothing comes. */
    public static OptionalLong secondsLeft(SwarmStatus status) {
        long left = status.size() - status.done();
        return left == 0 || onlyWrites(status) || status.downRate() <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((left + status.downRate() - 1) / status.downRate());
    }
}
