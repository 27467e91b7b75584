package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.ShellWords;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Wanted;
import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.SafeName;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dunlin get}: fetches shares from all their peers at once, verifies and keeps them. */
@Concerns({Matter.INDEX, Matter.NETWORK, Matter.PEERS, Matter.RATES, Matter.NAME})
@Command(
        name = "get",
        description = {
            "Fetch files and folders from all peers at once.",
            "X is a name in the catalogue or the network, an id or 6 or more digits of it, a magnet"
                    + " link, a .torrent file or its http(s) address, that of a share's page at an"
                    + " index, or with --from PEER the number that dunlin browse PEER shows."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin get photos --tracker http://localhost:6969",
            "  dunlin get --from anna 3",
            "  dunlin get photos.torrent -o ~/Downloads --as summer --seed=30m"
        })
public final class GetCommand implements Callable<Integer> {
    /** Of an entry; more digits are the beginning of an id. */
    private static final String NUMBER = "[0-9]{1,5}";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Session session;

    @Spec private @Nullable CommandSpec command;

    @Parameters(paramLabel = "X", arity = "1..*", description = "What to fetch.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Put it into this folder (usually the current one).")
    private Path output = Path.of("");

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Put it there under this name instead of its own.")
    private @Nullable String as;

    @Option(
            names = "--into-existing",
            description =
                    "Also write into a folder of that name that holds something else already.")
    private boolean intoExisting;

    @Option(
            names = "--repair",
            description = {
                "Fetch what is damaged of files that are there already, and nothing else.",
                "The damaged files are kept beside them, with .damaged after their names."
            })
    private boolean repair;

    @Option(
            names = "--force",
            description =
                    "Go on with unfinished files that another program made, and without enough room.")
    private boolean force;

    @Option(
            names = "--seed",
            paramLabel = "TIME",
            arity = "0..1",
            fallbackValue = SeedTime.FOR_EVER,
            preprocessor = SeedTime.class,
            description =
                    "Keep serving when done, for this long (--seed=30m) or until interrupted.")
    private @Nullable String seed;

    @Option(
            names = "--from",
            paramLabel = "PEER",
            description =
                    "Fetch from this peer only: its name at the index or in the network, or HOST:PORT.")
    private @Nullable String from;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description =
                    "Give up when nobody was reachable for this long (${DEFAULT-VALUE}; 0: never).")
    private Duration timeout = Duration.ofSeconds(60);

    public GetCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws Exception {
        Optional<SeedTime> seedTime = SeedTime.parse(seed);
        requireOneName();
        try (Peer peer = session.node()) {
            PeerNames peers = new PeerNames(peer);
            FetchReport report =
                    new FetchReport(session.console(), peers::label, System.nanoTime());
            Events events = new Events();
            peer.follow(events);
            Map<Integer, Visitors> visitors = new ConcurrentHashMap<>();
            peer.follow(new Notices(peer, session.console(), visitors));
            Set<Integer> ordered = new LinkedHashSet<>();
            boolean isServedOn = false;
            try {
                ExitCode code = fetchAll(peer, wanted(peer), ordered, events, report, peers);
                if (seedTime.isPresent() && code == ExitCode.DONE) {
                    if (session.isInShell()) {
                        isServedOn = true;
                        seedTime.get().serveInShell(session.console(), peer, ordered);
                    } else {
                        ordered.forEach(number -> visitors.put(number, new Visitors()));
                        seedTime.get()
                                .serve(session, new Serving(peer, visitors, session.console()));
                    }
                }
                return code.number();
            } finally {
                if (session.isInShell() && !isServedOn) {
                    for (int number : ordered) {
                        peer.remove(number); // its peer goes on without it
                    }
                }
            }
        }
    }

    private void requireOneName() throws Failure {
        if (as == null) {
            return;
        }
        if (names.size() > 1) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--as names one result: fetch the others with commands of their own");
        }
        if (!SafeName.of(as).equals(as)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--as '"
                            + as
                            + "' is no name of a file: write one without a folder, or use -o DIR");
        }
    }

    /** What is to be fetched; named twice, it is fetched once. */
    private Collection<Wanted> wanted(Peer peer) throws NodeRefusal, InterruptedException {
        Map<InfoHash, Wanted> wanted = new LinkedHashMap<>();
        for (String name : names) {
            session.turnTo(Subject.named(name));
            Wanted one =
                    from != null && name.matches(NUMBER)
                            ? peer.entry(from, Integer.parseInt(name), PATIENCE)
                            : peer.find(name, Optional.ofNullable(from));
            wanted.putIfAbsent(one.id(), one);
        }
        return wanted.values();
    }

    /**
     * Runs all fetches side by side; each one's end is said when it comes.
     *
     * @param ordered where their numbers are added
     */
    private ExitCode fetchAll(
            Peer peer,
            Collection<Wanted> wanted,
            Set<Integer> ordered,
            Events events,
            FetchReport report,
            PeerNames peers)
            throws NodeRefusal, InterruptedException {
        Optional<InetSocketAddress> onlyFrom =
                from == null
                        ? Optional.empty()
                        : Optional.of(
                                peer.addressOf(from, wanted.stream().map(Wanted::id).toList()));
        String named = from;
        if (named != null && !named.contains(":") && onlyFrom.isPresent()) {
            peers.put(onlyFrom.get(), named);
        }
        FetchOrder order =
                new FetchOrder(output, Optional.ofNullable(as), onlyFrom, timeout, allowed());
        for (Wanted one : wanted) {
            ordered.add(peer.fetch(one, order).number());
        }
        Set<Integer> running = new LinkedHashSet<>(ordered);
        ExitCode code = ExitCode.DONE;
        try {
            while (!running.isEmpty()) {
                List<ShareStatus> fetches =
                        peer.shares().stream().filter(it -> ordered.contains(it.number())).toList();
                for (ShareStatus fetch : fetches) {
                    fetch.exchange().ifPresent(status -> peers.learn(status, fetch.id()));
                    if (!fetch.state().isUnderWay() && running.remove(fetch.number())) {
                        ExitCode how = reportEnd(fetch, report, peers);
                        code = code == ExitCode.DONE ? how : code;
                    }
                }
                if (!running.isEmpty()) {
                    report.progress(fetches, System.nanoTime());
                    events.await();
                }
            }
        } catch (InterruptedException e) {
            code = interrupted(peer, running, report, e);
        } finally {
            session.console().endLive();
        }
        return code;
    }

    /** Says how far each came, and how to go on. */
    private ExitCode interrupted(
            Peer peer, Set<Integer> running, FetchReport report, InterruptedException cause)
            throws NodeRefusal {
        List<String> words =
                command == null
                        ? List.of()
                        : command.root().commandLine().getParseResult().originalArgs();
        String program = session.isInShell() ? "" : "dunlin ";
        Failure failure =
                new Failure(
                        ExitCode.INTERRUPTED,
                        "interrupted before it was done; resume with:  %s%s"
                                .formatted(program, ShellWords.join(words)),
                        cause);
        session.console().endLive();
        for (ShareStatus fetch : peer.shares()) {
            if (running.contains(fetch.number())) {
                report.interrupted(fetch);
                session.answer(failure, Subject.of(fetch));
            }
        }
        return session.tell(failure);
    }

    private ExitCode reportEnd(ShareStatus fetch, FetchReport report, PeerNames peers)
            throws InterruptedException {
        if (fetch.state() instanceof ShareState.Failed(NodeRefusal why)) {
            return session.report(why, Subject.of(fetch));
        }
        if (!fetch.wasComplete() && fetch.exchange().isPresent()) {
            peers.settle(fetch.exchange().get(), fetch.id());
        }
        report.done(fetch);
        return ExitCode.DONE;
    }

    private Set<FetchOrder.Allowed> allowed() {
        Set<FetchOrder.Allowed> allowed = EnumSet.noneOf(FetchOrder.Allowed.class);
        if (intoExisting) {
            allowed.add(FetchOrder.Allowed.INTO_EXISTING);
        }
        if (repair) {
            allowed.add(FetchOrder.Allowed.REPAIR);
        }
        if (force) {
            allowed.add(FetchOrder.Allowed.FORCE);
        }
        return allowed;
    }
}
