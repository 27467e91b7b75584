package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.SharedOptions;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.PieceMap;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.discovery.catalogue.CatalogueClient.ListedPeer;
import dunlin.net.HostPort;
import dunlin.node.Located;
import dunlin.node.Node;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin locate}: who has which pieces of a share, asked of the peers themselves. */
@Command(
        name = "locate",
        description = "Show who has X, and which pieces of it, as the peers themselves say.",
        footerHeading = "%nExample:%n",
        footer = "  dunlin locate photos --tracker http://localhost:6969")
public final class LocateCommand implements Callable<Integer> {
    private static final int MAP_COLUMNS = 32;
    private static final int NARROW_MAP_COLUMNS = 16;
    private static final int NARROW = 100;

    private final Session session;

    @Parameters(
            paramLabel = "X",
            description =
                    "A name in the catalogue, an id, a magnet link, a .torrent or its http address.")
    private String x = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to wait for the peers' answers (${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(10);

    public LocateCommand(Session session) {
        this.session = session;
    }

    /** The answer as JSON; the names are a contract. */
    record Answer(String id, String name, int pieces, List<Peer> peers) {}

    /**
     * One who answered.
     *
     * @param have ranges of piece indexes, {@code [first, last]}, both inclusive
     */
    record Peer(String name, String address, String client, boolean complete, List<int[]> have) {}

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        SharedOptions options = session.options();
        Wanted wanted = new ShareResolver(options, console).resolve(x);
        Map<InetSocketAddress, String> names = holders(wanted.id());
        Set<InetSocketAddress> peers = new LinkedHashSet<>(names.keySet());
        peers.addAll(options.peerAddresses());
        Info info;
        List<Located> located;
        try (Node node = Node.open(options.nodeConfig(session.folders(), List.copyOf(peers)))) {
            Metainfo metainfo =
                    switch (wanted) {
                        case Wanted.Described it -> it.metainfo();
                        case Wanted.Linked it ->
                                Fetch.describe(node, it, timeout, new Notices(it.name(), console));
                    };
            info = metainfo.info();
            wanted.peers().stream()
                    .filter(peer -> !peer.getAddress().isLoopbackAddress()) // a stranger's choice
                    .forEach(peers::add);
            peers.addAll(
                    new TrackerEnquiry(options.bindAddress(), node.address().getPort(), console)
                            .ask(info.id(), trackersToAsk(wanted), timeout));
            located = node.locate(metainfo, List.copyOf(peers), timeout);
        }
        List<Peer> answers = new ArrayList<>();
        for (Located peer : located) {
            answers.add(
                    new Peer(
                            names.getOrDefault(peer.address(), ""),
                            HostPort.format(peer.address()),
                            peer.client(),
                            peer.have().isAll(),
                            PieceMap.ranges(peer.have())));
        }
        console.json(
                new Answer(info.id().toString(), info.name(), info.geometry().pieces(), answers));
        if (located.isEmpty()) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "no peer of %s answered within %s; try again later, or name one with --peer"
                            .formatted(info.name(), Units.duration(timeout)));
        }
        print(info, located, names);
        return ExitCode.DONE.number();
    }

    /** Those that are not asked as indexes, which tell more. */
    private List<String> trackersToAsk(Wanted wanted) {
        Set<String> indexes =
                session.options().trackers.stream()
                        .filter(tracker -> tracker.index().isPresent())
                        .map(tracker -> tracker.announce().toString())
                        .collect(Collectors.toSet());
        return wanted.trackers().urls().stream().filter(url -> !indexes.contains(url)).toList();
    }

    /** The names of the peers that the indexes know; none of that is needed to ask the others. */
    private Map<InetSocketAddress, String> holders(InfoHash id) throws ProtocolException {
        Map<InetSocketAddress, String> names = new HashMap<>();
        Indexes indexes = new Indexes(session.options().indexes(), session.console());
        if (!indexes.isEmpty()) {
            try {
                for (ListedPeer holder : indexes.peers(id)) {
                    names.put(holder.address(), holder.name());
                }
            } catch (Failure e) {
                session.console().note("dunlin: " + e.line());
            }
        }
        return names;
    }

    private void print(Info info, List<Located> located, Map<InetSocketAddress, String> names) {
        Console console = session.console();
        int pieces = info.geometry().pieces();
        console.data(
                console.ink().bold(SafeText.forTerminal(info.name()))
                        + "  id "
                        + info.id()
                        + ", "
                        + Units.count(pieces, "piece"));
        int mapColumns = console.dataColumns() < NARROW ? NARROW_MAP_COLUMNS : MAP_COLUMNS;
        Table table = new Table(List.of("NAME", "ADDRESS", "CLIENT", ">HAS", "PIECES"));
        for (Located peer : located) {
            int count = peer.have().count();
            table.row(
                    SafeText.forTerminal(names.getOrDefault(peer.address(), "")),
                    HostPort.format(peer.address()),
                    SafeText.forTerminal(peer.client()),
                    count + " of " + pieces,
                    PieceMap.bar(peer.have(), mapColumns));
        }
        table.lines(console.dataColumns()).forEach(console::data);
    }
}
