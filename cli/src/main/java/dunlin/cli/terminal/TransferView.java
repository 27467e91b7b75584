package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws how fetches stand, in as many lines as there are: a bar for each, a line for each of its
 * peers where there is room, and one for all together. Pure.
 */
public final class TransferView {
    private static final int MAX_PEERS = 10;

    /** One fetch among those that were ordered together. */
    public sealed interface Fetch {
        /** What it is called. */
        String name();

        /** One that exchanges pieces. */
        record Exchanging(String name, SwarmStatus status) implements Fetch {}

        /**
         * One that does not exchange pieces yet.
         *
         * @param doing what it does, in words
         * @param waits whether it does so because nobody answers
         */
        record Preparing(String name, String doing, boolean waits) implements Fetch {}

        /**
         * One that has ended.
         *
         * @param size bytes that it fetched or that were there; 0 if it failed
         */
        record Ended(String name, long size) implements Fetch {}

        /** Whether nothing happens until somebody else does something. */
        default boolean isWaiting() {
            return switch (this) {
                case Exchanging(String _, SwarmStatus status) ->
                        status.downRate() == 0 && status.writing() == 0;
                case Preparing preparing -> preparing.waits();
                case Ended _ -> false;
            };
        }
    }

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
     * The lines of all fetches of an order: of those that run, then of all together if there are
     * several. Those for which there is no room are counted; they are the ones that wait, as far as
     * any do.
     *
     * @param rows how many lines there may be
     */
    public List<String> lines(List<Fetch> fetches, int rows) {
        List<Fetch> running = fetches.stream().filter(it -> !(it instanceof Fetch.Ended)).toList();
        if (rows < 1) {
            return List.of();
        }
        boolean hasTotal = fetches.size() > 1;
        int room = hasTotal ? rows - 1 : rows;
        Choice choice = room == 0 ? new Choice(List.of(), running) : Choice.of(running, room);
        TransferLine total = total(fetches);
        int title =
                Math.max(
                        hasTotal ? total.titleColumns(columns) : 0,
                        choice.shown().stream().mapToInt(this::titleColumns).max().orElse(0));
        int free = room - choice.shown().size();
        int peers = choice.hidden().isEmpty() ? free / Math.max(1, choice.shown().size()) : 0;
        List<String> lines = new ArrayList<>();
        for (Fetch fetch : choice.shown()) {
            if (fetch instanceof Fetch.Exchanging it) {
                lines.add(line(it).drawn(columns, title, ink));
                lines.addAll(peers(it.status(), Math.min(MAX_PEERS, peers)));
            } else {
                lines.add(DisplayWidth.cut(plain(fetch), columns));
            }
        }
        if (!choice.hidden().isEmpty() && free > 0) {
            lines.add(ink.dim(DisplayWidth.cut(rest(choice.hidden()), columns)));
        }
        if (hasTotal) {
            lines.add(total.drawn(columns, title, ink));
        }
        return lines;
    }

    private int titleColumns(Fetch fetch) {
        return fetch instanceof Fetch.Exchanging it ? line(it).titleColumns(columns) : 0;
    }

    /** Which have a line of their own, in the order in which they came, and which have none. */
    private record Choice(List<Fetch> shown, List<Fetch> hidden) {
        /** Leaves a line for those that have none. */
        static Choice of(List<Fetch> running, int room) {
            int count = running.size() <= room ? running.size() : Math.max(1, room - 1);
            Set<Integer> chosen =
                    IntStream.range(0, running.size())
                            .boxed()
                            .sorted(Comparator.comparing(i -> running.get(i).isWaiting()))
                            .limit(count)
                            .collect(Collectors.toSet());
            List<Fetch> shown = new ArrayList<>();
            List<Fetch> hidden = new ArrayList<>();
            for (int i = 0; i < running.size(); i++) {
                (chosen.contains(i) ? shown : hidden).add(running.get(i));
            }
            return new Choice(shown, hidden);
        }
    }

    private static String rest(List<Fetch> hidden) {
        long waiting = hidden.stream().filter(Fetch::isWaiting).count();
        return "and %d more".formatted(hidden.size())
                + (waiting == 0
                        ? ""
                        : waiting == hidden.size()
                                ? ", waiting"
                                : ", %d of them waiting".formatted(waiting));
    }

    private static TransferLine line(Fetch.Exchanging fetch) {
        SwarmStatus status = fetch.status();
        return new TransferLine(
                fetch.name(),
                status.done(),
                status.size(),
                onlyWrites(status) ? OptionalLong.empty() : OptionalLong.of(status.downRate()),
                Optional.of(status.peers().size()),
                secondsLeft(status));
    }

    /** Of what is known; a link of which nobody has told the size adds nothing. */
    private static TransferLine total(List<Fetch> fetches) {
        long done = 0;
        long size = 0;
        long rate = 0;
        for (Fetch fetch : fetches) {
            switch (fetch) {
                case Fetch.Exchanging(String _, SwarmStatus status) -> {
                    done += status.done();
                    size += status.size();
                    rate += status.downRate();
                }
                case Fetch.Ended ended -> {
                    done += ended.size();
                    size += ended.size();
                }
                case Fetch.Preparing _ -> {}
            }
        }
        return new TransferLine(
                "total of " + fetches.size(),
                done,
                size,
                OptionalLong.of(rate),
                Optional.empty(),
                secondsLeft(size - done, rate));
    }

    /** A line for each peer, the last of them for all that have none. */
    private List<String> peers(SwarmStatus status, int room) {
        if (room == 0) {
            return List.of();
        }
        int all = status.peers().size();
        List<SwarmStatus.Peer> busiest = busiest(status, all <= room ? all : room - 1);
        int digits = String.valueOf(status.pieces()).length();
        Table table = new Table(List.of("", "", "", ">", ">"));
        for (SwarmStatus.Peer peer : busiest) {
            table.row(
                    "  " + label.apply(peer.address()),
                    DisplayWidth.cut(SafeText.forTerminal(peer.client()), 28),
                    peer.transport().toString(),
                    TransferLine.right(rate(peer), TransferLine.RATE_COLUMNS),
                    TransferLine.right(String.valueOf(peer.pieces()), digits)
                            + "/"
                            + status.pieces()
                            + " pieces");
        }
        List<String> lines = new ArrayList<>();
        table.lines(columns).stream()
                .skip(1)
                .map(line -> ink.dim(DisplayWidth.cut(line, columns)))
                .forEach(lines::add);
        if (busiest.size() < all) {
            String more = "  and " + Units.count(all - busiest.size(), "more peer");
            lines.add(ink.dim(DisplayWidth.cut(more, columns)));
        }
        return lines;
    }

    private static String rate(SwarmStatus.Peer peer) {
        return peer.downRate() == 0 && peer.chokesUs() ? "waiting" : Units.rate(peer.downRate());
    }

    /**
     * The busiest, but in the order in which they came: lines that change places are hard to read.
     */
    private static List<SwarmStatus.Peer> busiest(SwarmStatus status, int peers) {
        Set<SwarmStatus.Peer> chosen =
                status.peers().stream()
                        .sorted(Comparator.comparingLong(SwarmStatus.Peer::downRate).reversed())
                        .limit(peers)
                        .collect(Collectors.toSet());
        return status.peers().stream().filter(chosen::contains).toList();
    }

    /** One line of words, where there is no terminal to draw on. */
    public static String plain(Fetch fetch) {
        return SafeText.forTerminal(fetch.name())
                + ": "
                + switch (fetch) {
                    case Fetch.Exchanging(String _, SwarmStatus status) -> facts(status);
                    case Fetch.Preparing preparing -> preparing.doing();
                    case Fetch.Ended _ -> "ended";
                };
    }

    private static String facts(SwarmStatus status) {
        StringBuilder facts = new StringBuilder();
        facts.append(String.format(Locale.ROOT, "%3d%%", percent(status)))
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

    /** Rounded down: what is not whole must not be shown as 100 %. */
    public static int percent(SwarmStatus status) {
        return TransferLine.percent(status.done(), status.size());
    }

    /** How long it takes at the present rate, in seconds; empty if nothing comes. */
    public static OptionalLong secondsLeft(SwarmStatus status) {
        return onlyWrites(status)
                ? OptionalLong.empty()
                : secondsLeft(status.size() - status.done(), status.downRate());
    }

    private static OptionalLong secondsLeft(long bytes, long rate) {
        return bytes == 0 || rate <= 0
                ? OptionalLong.empty()
                : OptionalLong.of(bytes / rate + (bytes % rate == 0 ? 0 : 1));
    }
}
