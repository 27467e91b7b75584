package dunlin.cli.shell;

import dunlin.cli.command.Notices;
import dunlin.cli.command.Session;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Terminal;
import dunlin.net.HostPort;
import dunlin.node.api.Peer;
import dunlin.node.api.Self;
import dunlin.protocol.SafeText;
import dunlin.protocol.Version;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code dunlin shell}: every command at a prompt, over one peer that runs meanwhile. */
@Concerns({Matter.INDEX, Matter.NETWORK, Matter.PEERS, Matter.RATES, Matter.NAME})
@Command(
        name = "shell",
        description = {
            "Every command at a prompt, over one peer that runs meanwhile: what is shared there stays"
                    + " shared until the shell ends.",
            "Tab completes commands, options, and what was listed before; Ctrl-C ends a command,"
                    + " Ctrl-D or q the shell. From a pipe it takes a command a line, and ends with"
                    + " the exit code of the last one that failed, or 0.",
            "Short forms: r PATH (share), d X (get), lst (list), loc X (locate), file WORDS (search),"
                    + " i PEER (browse), c PEER N (get --from PEER N), topo (map), q (leave)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin shell --name alba --join 192.0.2.7:6881",
            "  printf 'share ~/photos\\nsearch ubuntu\\n' | dunlin shell"
        })
public final class ShellCommand implements Callable<Integer> {
    private final Session session;
    private final Commands commands;

    public ShellCommand(Session session, Commands commands) {
        this.session = session;
        this.commands = commands;
    }

    @Override
    public Integer call() throws Exception {
        if (session.isInShell()) {
            throw new Failure(ExitCode.USAGE, "this is the shell already; q leaves it");
        }
        try (Peer peer = session.node()) {
            Self self = peer.self();
            peer.join();
            Known known = new Known();
            try (LineSource lines = lines(peer, self, known)) {
                int code = run(peer, known, lines);
                return isPersonThere() ? ExitCode.DONE.number() : code; // who saw it fail knows
            }
        }
    }

    /** Whether there is somebody who can be prompted. */
    private boolean isPersonThere() {
        Terminal terminal = session.terminal();
        return terminal.isTerminal(Terminal.STDIN)
                && (terminal.isTerminal(Terminal.STDOUT) || terminal.isTerminal(Terminal.STDERR));
    }

    private LineSource lines(Peer peer, Self self, Known known) throws IOException {
        if (!isPersonThere()) {
            return new PipedLines(session.in(), session.out(), session.err());
        }
        Console console = session.console();
        console.note(
                "dunlin %s: %s at %s; help shows the commands, Ctrl-D leaves"
                        .formatted(Version.NUMBER, self.name(), HostPort.format(self.address())));
        return Prompt.open(
                SafeText.forTerminal(self.name()),
                session.folders().state().resolve("shell-history"),
                Completions.of(commands.all(session), peer, known, session.userFolder()),
                console.noteInk(),
                session.out(),
                session.err());
    }

    private int run(Peer peer, Known known, LineSource lines) throws Exception {
        Aside aside = new Aside(lines);
        try (Console console = session.consoleOn(aside.stream(true), aside.stream(false));
                Background background = new Background(peer, console, lines::status)) {
            Relay relay = new Relay(new Notices(peer, console, background.visitors()));
            session.hearLogs(console);
            try (Peer.Following _ = peer.follow(relay)) {
                background.start();
                return new Shell(
                                session,
                                commands,
                                lines,
                                aside,
                                () -> new BorrowedPeer(peer, relay, known))
                        .run();
            }
        }
    }
}
