package dunlin.cli.demo;

import dunlin.cli.command.Events;
import dunlin.cli.command.FetchReport;
import dunlin.cli.command.Hashing;
import dunlin.cli.command.Notices;
import dunlin.cli.command.Session;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.node.Node;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Wanted;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.ShareBuilder;
import dunlin.storage.ShareBuilder.Built;
import dunlin.storage.Verifier;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dunlin demo}: the whole job in one go on this machine, with nothing left out. */
@Concerns(Matter.RATES)
@Command(
        name = "demo",
        description = {
            "See the whole job done on this machine: an index and three peers, each with only a part"
                    + " of a folder, and a fourth that fetches it from all of them.",
            "PATH is copied once for that, into a temporary folder that is gone at the end."
        },
        footerHeading = "%nExample:%n",
        footer = "  dunlin demo")
public final class DemoCommand implements Callable<Integer> {
    private static final List<String> SEEDERS = List.of("alba", "brant", "curlew");
    private static final String FETCHER = "dunlin";

    /** How long the exchange should take at least, so that it can be watched. */
    private static final int SECONDS = 3;

    private static final int MIN_PIECES = 24;

    private final Session session;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            description = "A file or folder to use; one is made if none is named.")
    private @Nullable Path path;

    public DemoCommand(Session session) {
        this.session = session;
    }

    /** Said of each stage, beside what {@code get} says of the fetch; the names are a contract. */
    private record Listening(String event, String http) {}

    private record Served(
            String event, String id, String name, long size, int pieces, List<String> by) {}

    private record Verified(String event, long files) {}

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        try (TemporaryFolder folder = TemporaryFolder.make("dunlin-demo-");
                DemoSwarm swarm = new DemoSwarm(folder.path(), new Listing(console))) {
            run(folder.path(), swarm, new FetchReport(console, swarm::label, System.nanoTime()));
        }
        return ExitCode.DONE.number();
    }

    private void run(Path folder, DemoSwarm swarm, FetchReport report) throws Exception {
        Console console = session.console();
        console.json(new Listening("listening", swarm.indexUrl().toString()));
        Path named = path;
        if (named == null) {
            step("making a folder to share");
            named = DemoContent.make(folder.resolve("original"));
        }
        Metainfo metainfo = share(named, swarm);
        Info info = metainfo.info();
        Path content = named.toRealPath();
        swarm.seed(metainfo, content, SEEDERS, upRate(info));
        step(
                "%s serve %s of it, each a different part: every one of them is needed"
                        .formatted(
                                String.join(", ", SEEDERS),
                                Units.count(info.geometry().pieces(), "piece")));
        console.json(
                new Served(
                        "shared",
                        info.id().toString(),
                        info.name(),
                        info.contentSize(),
                        info.geometry().pieces(),
                        SEEDERS));
        step(FETCHER + " fetches it from all of them at once");
        Path target = Files.createDirectories(folder.resolve("fetched"));
        Node fetcher =
                swarm.peer(FETCHER, session.options().up.bytes(), session.options().down.bytes());
        ShareStatus result = fetch(fetcher, metainfo, swarm, target, report);
        report.jsonDone(result);
        console.data(
                console.ink().bold(SafeText.forTerminal(FETCHER + " has all of " + info.name())));
        report.summary(result).forEach(console::data);
        check(info, content, target);
        long files = info.files().stream().filter(file -> !file.padding()).count();
        console.json(new Verified("verified", files));
        console.data(
                console.ink().green("verified")
                        + ": every piece by its hash, and %s byte by byte against the original"
                                .formatted(Units.count(files, "file")));
        step("cleaning up: all that was made for this is removed");
    }

    private Metainfo share(Path content, DemoSwarm swarm) throws Exception {
        ShareBuilder.Options chosen = ShareBuilder.Options.defaults();
        Hashing hashing = new Hashing(session.console());
        Built built = hashing.build(content, chosen);
        // Small content falls into few pieces; smaller ones show more of the exchange.
        int pieceLength = built.info().geometry().pieceLength();
        while (built.info().geometry().size() / pieceLength < MIN_PIECES
                && pieceLength > 16 * 1024) {
            pieceLength /= 2;
        }
        if (pieceLength != built.info().geometry().pieceLength()) {
            built =
                    hashing.build(
                            content,
                            new ShareBuilder.Options(
                                    OptionalInt.of(pieceLength),
                                    chosen.selection(),
                                    false,
                                    chosen.threads()));
        }
        return Metainfo.of(built.info(), swarm.trackers());
    }

    /** Slow enough to be seen, unless the person says how fast; large content is not slowed. */
    private long upRate(Info info) {
        return session.options().up.bytes() > 0
                ? session.options().up.bytes()
                : Math.max(8L << 20, info.geometry().size() / ((long) SECONDS * SEEDERS.size()));
    }

    private ShareStatus fetch(
            Node fetcher, Metainfo metainfo, DemoSwarm swarm, Path target, FetchReport report)
            throws NodeRefusal, InterruptedException {
        Events events = new Events();
        fetcher.follow(events);
        fetcher.follow(new Notices(fetcher, session.console()));
        ShareStatus begun =
                fetcher.fetch(
                        new Wanted.Described(metainfo, swarm.trackers()),
                        new FetchOrder(target, Optional.empty(), Duration.ofSeconds(30)));
        try {
            ShareStatus ended =
                    events.awaitServing(
                            fetcher,
                            begun.number(),
                            it -> report.progress(List.of(it), System.nanoTime()));
            if (ended.state() instanceof ShareState.Failed(NodeRefusal why)) {
                throw why;
            }
            return ended;
        } finally {
            session.console().endLive();
        }
    }

    private static void check(Info info, Path content, Path target) throws Exception {
        if (!Verifier.verify(
                        info,
                        target,
                        info.name(),
                        ShareBuilder.Options.defaults().threads(),
                        _ -> {})
                .isAll()) {
            throw new Failure(
                    ExitCode.FAILED, "what was fetched has not the hashes that it should");
        }
        Path fetched = target.resolve(info.name());
        for (var file : info.files()) {
            Path a = content;
            Path b = fetched;
            if (!info.isSingleFile()) {
                for (String name : file.path()) {
                    a = a.resolve(name);
                    b = b.resolve(name);
                }
            }
            if (!file.padding() && Files.mismatch(a, b) != -1) {
                throw new Failure(ExitCode.FAILED, b + " differs from " + a);
            }
        }
    }

    private void step(String line) {
        session.console().note(line);
    }

    /**
     * Says what the index lists. Who comes and goes it need not say: the exchange itself is shown.
     */
    private record Listing(Console console) implements IndexEvents {
        @Override
        public void happened(IndexEvent event) {
            if (event instanceof IndexEvent.Share share
                    && share.change() == IndexEvent.ShareChange.REGISTERED) {
                console.note(
                        "the index lists %s, id %s"
                                .formatted(share.name(), share.id().toString().substring(0, 12)));
            }
        }
    }
}
