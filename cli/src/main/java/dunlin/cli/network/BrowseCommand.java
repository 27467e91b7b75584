package dunlin.cli.network;

import dunlin.cli.command.Notices;
import dunlin.cli.command.Session;
import dunlin.cli.command.Subject;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.ShellWords;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.Browsed;
import dunlin.node.api.Member;
import dunlin.node.api.Peer;
import dunlin.protocol.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin browse}: what a peer shares, asked of it. */
@Concerns({Matter.NETWORK, Matter.PEERS})
@Command(
        name = "browse",
        description = {
            "Show what a peer shares, asked of that peer itself. The number before each share stays"
                    + " with it: dunlin get --from PEER N fetches it."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  dunlin browse anna", "  dunlin get --from anna 3"})
public final class BrowseCommand implements Callable<Integer> {
    private static final int ID_SHOWN = 10;

    private final Session session;

    @Parameters(
            paramLabel = "PEER",
            description = "Its name or id as dunlin peers shows it, or HOST:PORT.")
    private String peerName = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to look for it and wait for its answer (${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(10);

    public BrowseCommand(Session session) {
        this.session = session;
    }

    /** A share as it is answered in JSON; the names are a contract. */
    record Answer(int number, String id, String name, long size, int files, Instant since) {
        static Answer of(Browsed.Entry entry) {
            return new Answer(
                    entry.number(),
                    entry.id().toString(),
                    entry.name(),
                    entry.size(),
                    entry.files(),
                    entry.since());
        }
    }

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        session.turnTo(Subject.named(peerName));
        Browsed browsed;
        try (Peer peer = session.node()) {
            peer.follow(new Notices(peer, console));
            browsed = peer.browse(peerName, timeout);
        }
        console.json(browsed.entries().stream().map(Answer::of).toList());
        Member member = browsed.member();
        String name = SafeText.forTerminal(member.shownName());
        if (browsed.entries().isEmpty()) {
            console.note(name + " shares nothing that you may see");
            return ExitCode.DONE.number();
        }
        console.note(
                "%s at %s has %s"
                        .formatted(
                                name,
                                HostPort.format(member.address()),
                                Units.count(browsed.entries().size(), "share")));
        List<String> lines = table(browsed.entries(), Instant.now()).lines(console.dataColumns());
        console.data(console.ink().bold(lines.getFirst()));
        lines.stream().skip(1).forEach(console::data);
        console.note("fetch one:  " + fetching(member, browsed.entries().getLast().number()));
        return ExitCode.DONE.number();
    }

    private String fetching(Member member, int number) {
        String peer = ShellWords.join(List.of(member.shownName()));
        return session.isInShell()
                ? "c %s %d".formatted(peer, number)
                : "dunlin get --from %s %d".formatted(peer, number);
    }

    static Table table(List<Browsed.Entry> entries, Instant now) {
        // The name first, for it is what the others leave room for; numbers are short.
        Table table =
                new Table(List.of("=N", "NAME", ">SIZE", ">FILES", "=SINCE", "=ID"))
                        .sparing("=ID", ">FILES", "=SINCE");
        for (Browsed.Entry entry : entries) {
            table.row(
                    String.valueOf(entry.number()),
                    entry.name(),
                    Units.size(entry.size()),
                    String.valueOf(entry.files()),
                    Units.ago(entry.since(), now),
                    entry.id().toString().substring(0, ID_SHOWN));
        }
        return table;
    }
}
