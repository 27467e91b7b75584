package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.discovery.catalogue.CatalogueClient.ListedPeer;
import dunlin.net.HostPort;
import dunlin.node.Node;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Tiers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin get}: fetches shares from all their peers at once, verifies and keeps them. */
@Command(
        name = "get",
        description = {
            "Fetch files and folders from all peers at once.",
            "X is a name in the catalogue, an id or 6 or more digits of it, a magnet link, a .torrent"
                    + " file or its http(s) address."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin get photos --tracker http://localhost:6969",
            "  dunlin get photos.torrent -o ~/Downloads --seed=30m"
        })
public final class GetCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "X", arity = "1..*", description = "What to fetch.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Put it into this folder (usually the current one).")
    private Path output = Path.of("");

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
            description = "Fetch from this peer only: HOST:PORT, or its name at the index.")
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
        FetchReport report =
                new FetchReport(session.console(), HostPort::format, System.nanoTime());
        Optional<SeedTime> seedTime = SeedTime.parse(seed);
        try {
            List<Wanted> wanted = new ArrayList<>();
            ShareResolver resolver = new ShareResolver(session.options(), session.console());
            Set<InfoHash> ids = new HashSet<>();
            for (String name : names) {
                Wanted one = resolver.resolve(name);
                if (ids.add(one.id())) { // named twice, it is fetched once
                    wanted.add(one);
                }
            }
            return fetch(wanted, seedTime, report).number();
        } catch (Exception e) {
            report.failed(session.failure(e));
            throw e;
        }
    }

    private ExitCode fetch(List<Wanted> wanted, Optional<SeedTime> seedTime, FetchReport report)
            throws Exception {
        List<InetSocketAddress> peers = new ArrayList<>();
        List<Wanted> asked = wanted;
        if (from != null) {
            peers.add(onlyPeer(from, wanted));
            asked = wanted.stream().map(GetCommand::withoutOtherPeers).toList();
        } else {
            peers.addAll(session.options().peerAddresses());
        }
        try (Node node = Node.open(session.options().nodeConfig(session.folders(), peers))) {
            ExitCode code = fetchAll(node, asked, report);
            if (seedTime.isPresent() && code == ExitCode.DONE) {
                seedTime.get().serve(session);
            }
            return code;
        }
    }

    /** Runs all fetches side by side; each one's end is said when it comes. */
    private ExitCode fetchAll(Node node, List<Wanted> wanted, FetchReport report)
            throws InterruptedException {
        Map<Future<Fetch.Result>, Fetch> running = new LinkedHashMap<>();
        ExitCode code = ExitCode.DONE;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletionService<Fetch.Result> ends = new ExecutorCompletionService<>(threads);
            for (Wanted one : wanted) {
                Fetch fetch = new Fetch(one, timeout, session.console());
                running.put(ends.submit(() -> fetch.run(node, output)), fetch);
            }
            try {
                while (!running.isEmpty()) {
                    report.progress(List.copyOf(running.values()), System.nanoTime());
                    Future<Fetch.Result> ended =
                            ends.poll(FetchReport.FRAME_MILLIS, TimeUnit.MILLISECONDS);
                    if (ended != null) {
                        running.remove(ended);
                        ExitCode how = reportEnd(ended, report);
                        code = code == ExitCode.DONE ? how : code;
                    }
                }
            } finally {
                threads.shutdownNow();
                session.console().endLive(false);
            }
        }
        return code;
    }

    private ExitCode reportEnd(Future<Fetch.Result> ended, FetchReport report)
            throws InterruptedException {
        try {
            report.done(ended.get());
            return ExitCode.DONE;
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            report.failed(session.failure(why));
            return session.report(why);
        }
    }

    /** The peer that {@code --from} names. */
    private InetSocketAddress onlyPeer(String peer, List<Wanted> wanted)
            throws Failure, ProtocolException, IOException {
        if (peer.contains(":")) {
            return HostPort.parse(peer).resolve();
        }
        Indexes indexes = new Indexes(session.options().indexes(), session.console());
        for (Wanted one : wanted) {
            for (ListedPeer holder : indexes.peers(one.id())) {
                if (holder.name().equals(peer)) {
                    return holder.address();
                }
            }
        }
        throw new Failure(
                ExitCode.NOT_FOUND,
                "no peer named '%s' has it: dunlin locate shows who does".formatted(peer));
    }

    private static Wanted withoutOtherPeers(Wanted wanted) {
        return switch (wanted) {
            case Wanted.Described it -> new Wanted.Described(it.metainfo(), Tiers.NONE);
            case Wanted.Linked(Magnet it, Tiers _) ->
                    new Wanted.Linked(
                            new Magnet(
                                    it.infoHash(),
                                    it.infoHashV2(),
                                    it.name(),
                                    it.size(),
                                    List.of(),
                                    List.of(),
                                    it.webSeeds(),
                                    it.selected()),
                            Tiers.NONE);
        };
    }
}
