package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.PieceMap;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.Located;
import dunlin.node.api.Peer;
import dunlin.node.api.Whereabouts;
import dunlin.protocol.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin locate}: who has which pieces of a share, asked of the peers themselves. */
@Concerns({Matter.INDEX, Matter.NETWORK, Matter.PEERS})
@Command(
        name = "locate",
        description = "Show who has X, and which pieces of it, as the peers themselves say.",
        footerHeading = "%nExample:%n",
        footer = "  dunlin locate photos --tracker http://localhost:6969")
public final class LocateCommand implements Callable<Integer> {
    private static final int MAP_COLUMNS = 32;
    private static final int NARROW_MAP_COLUMNS = 16;
    private static final int NARROW = 120;

    private final Session session;

    @Parameters(
            paramLabel = "X",
            description =
                    "A name in the catalogue, an id, a magnet link, a .torrent or its http address, or"
                            + " that of its page at an index.")
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
    record Answer(String id, String name, int pieces, List<Holder> peers) {}

    /**
     * One who answered.
     *
     * @param have ranges of piece indexes, {@code [first, last]}, both inclusive
     */
    record Holder(
            String name,
            String address,
            String client,
            String transport,
            boolean complete,
            List<int[]> have) {}

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        session.turnTo(Subject.named(x));
        Whereabouts found;
        try (Peer peer = session.node()) {
            peer.follow(new Notices(peer, console));
            found = peer.locate(peer.find(x), timeout);
        }
        List<Holder> answers = new ArrayList<>();
        for (Located peer : found.peers()) {
            answers.add(
                    new Holder(
                            peer.name(),
                            HostPort.format(peer.address()),
                            peer.client(),
                            peer.transport().word(),
                            peer.have().isAll(),
                            PieceMap.ranges(peer.have())));
        }
        console.json(new Answer(found.id().toString(), found.name(), found.pieces(), answers));
        if (found.peers().isEmpty()) {
            String who =
                    found.known() == 0
                            ? "no peer of %s is known"
                            : "none of "
                                    + Units.count(found.known(), "known peer")
                                    + " of %s answered";
            String line =
                    who.formatted(SafeText.forTerminal(found.name()))
                            + "; try again later, or name one with --peer";
            return session.tell(new Failure(ExitCode.UNREACHABLE, line)).number();
        }
        print(found);
        return ExitCode.DONE.number();
    }

    private void print(Whereabouts found) {
        Console console = session.console();
        int columns = console.dataColumns();
        String name = SafeText.forTerminal(found.name());
        String rest = "id " + found.id() + ", " + Units.count(found.pieces(), "piece");
        if (DisplayWidth.of(name) + 2 + rest.length() <= columns) {
            console.data(console.ink().bold(name) + "  " + rest);
        } else {
            console.data(console.ink().bold(DisplayWidth.cut(name, columns)));
            console.data(rest);
        }
        table(found, columns).lines(columns).forEach(console::data);
    }

    static Table table(Whereabouts found, int columns) {
        int mapColumns = columns < NARROW ? NARROW_MAP_COLUMNS : MAP_COLUMNS;
        Table table =
                new Table(List.of("NAME", "=ADDRESS", "OVER", "CLIENT", ">HAS", "=PIECES"))
                        .sparing("OVER", "CLIENT", "=PIECES");
        for (Located peer : found.peers()) {
            table.row(
                    peer.name(),
                    HostPort.format(peer.address()),
                    peer.transport().toString(),
                    peer.client(),
                    peer.have().count() + " of " + found.pieces(),
                    PieceMap.bar(peer.have(), mapColumns));
        }
        return table;
    }
}
