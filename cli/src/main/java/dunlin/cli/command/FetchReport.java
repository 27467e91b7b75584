package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.TransferView;
import dunlin.cli.terminal.TransferView.Fetch;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.protocol.InfoHash;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.name.StoredName;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is said of fetches: while they run, and at their end. The JSON names are a contract. */
public final class FetchReport {
    /** Once a second; {@code rate} in bytes a second, {@code eta} in seconds. */
    record Progress(
            String event,
            String id,
            long done,
            long size,
            long rate,
            int peers,
            @Nullable Long eta) {}

    /**
     * The end of a fetch that succeeded.
     *
     * @param sources their pieces, and those that were there already, add up to those of the share
     */
    record Done(
            String event,
            String id,
            String path,
            long size,
            double seconds,
            boolean verified,
            ShareStatus.There alreadyThere,
            List<Source> sources,
            List<StoredNames.Renamed> renamed,
            List<LeftOut> leftOut) {}

    /** One that pieces came from. */
    record Source(String address, String client, String transport, int pieces, long bytes) {
        static Source of(SwarmStatus.Source source) {
            return new Source(
                    HostPort.format(source.address()),
                    source.client(),
                    source.transport().word(),
                    source.pieces(),
                    source.bytes());
        }
    }

    private static final long JSON_PERIOD = Duration.ofSeconds(1).toNanos();
    private static final long LINE_PERIOD = Duration.ofSeconds(5).toNanos();

    private final Console console;
    private final Function<InetSocketAddress, String> label;
    private final Set<Integer> begun = new HashSet<>();
    private long jsonAt;
    private long lineAt;

    /**
     * @param label what a peer is called
     */
    public FetchReport(Console console, Function<InetSocketAddress, String> label, long nanoTime) {
        this.console = console;
        this.label = label;
        this.jsonAt = nanoTime;
        this.lineAt = nanoTime;
    }

    /** Says how all fetches of an order stand, as often as fits what listens. */
    public void progress(List<ShareStatus> ordered, long nanoTime) {
        List<ShareStatus> running = ordered.stream().filter(it -> it.state().isUnderWay()).toList();
        running.forEach(this::sayWhatIsThere);
        if (console.json() && nanoTime - jsonAt >= JSON_PERIOD) {
            jsonAt = nanoTime;
            running.forEach(this::jsonProgress);
        }
        if (console.isLive()) {
            console.live(
                    new TransferView(console.columns() - 1, console.noteInk(), label)
                            .lines(
                                    ordered.stream().map(FetchReport::view).toList(),
                                    console.rows() - 1));
        } else if (nanoTime - lineAt >= LINE_PERIOD) {
            lineAt = nanoTime;
            running.forEach(fetch -> console.note(TransferView.plain(view(fetch))));
        }
    }

    /** Once, when it begins. */
    private void sayWhatIsThere(ShareStatus fetch) {
        if (fetch.state() instanceof ShareState.Fetching
                && begun.add(fetch.number())
                && fetch.there().bytes() > 0) {
            console.note(
                    "%s: %s of %s is there already, and verified"
                            .formatted(
                                    fetch.name(),
                                    Units.size(fetch.there().bytes()),
                                    Units.size(info(fetch).geometry().size())));
        }
    }

    private static Fetch view(ShareStatus fetch) {
        if (!fetch.state().isUnderWay()) {
            return new Fetch.Ended(
                    fetch.name(), fetch.exchange().map(SwarmStatus::done).orElse(0L));
        }
        return fetch.exchange()
                .<Fetch>map(it -> new Fetch.Exchanging(fetch.name(), it))
                .orElseGet(() -> preparing(fetch));
    }

    private static Fetch preparing(ShareStatus fetch) {
        return switch (fetch.state()) {
            case ShareState.Describing(ShareState.Work work, long _, long _)
                    when work == ShareState.Work.ASKING_PEERS ->
                    new Fetch.Preparing(fetch.name(), "asking peers what it is", true);
            case ShareState.Checking(long done, long size) when size > 0 ->
                    new Fetch.Preparing(
                            fetch.name(),
                            "verifying what is there already: %d%% of %s"
                                    .formatted((int) (100.0 * done / size), Units.size(size)),
                            false);
            default -> new Fetch.Preparing(fetch.name(), "looking at what is there", false);
        };
    }

    private void jsonProgress(ShareStatus fetch) {
        fetch.exchange()
                .ifPresent(status -> {
                    var left = TransferView.secondsLeft(status);
                    console.json(
                            new Progress(
                                    "progress",
                                    fetch.id().map(InfoHash::toString).orElse(""),
                                    status.done(),
                                    status.size(),
                                    status.downRate(),
                                    status.peers().size(),
                                    left.isPresent() ? (Long) left.getAsLong() : null));
                });
    }

    /** Says what came, how fast, and from whom. */
    public void done(ShareStatus fetched) {
        String path = SafeText.forTerminal(path(fetched).toString());
        jsonDone(fetched);
        tellNames(fetched);
        if (fetched.wasComplete()) {
            console.data("already there, whole and verified: " + path);
        } else {
            console.data(console.ink().bold(path));
            summary(fetched).forEach(console::data);
        }
    }

    private void tellNames(ShareStatus fetched) {
        String name = info(fetched).wireName();
        Path stored = path(fetched).getFileName();
        // Under a name that the person gave, nobody looks for the other.
        if (!stored.toString().equals(name) && stored.toString().equals(StoredName.of(name))) {
            console.note(
                    SafeText.forTerminal(info(fetched).name() + " is stored as " + stored)
                            + (name.startsWith(".")
                                    ? ": no share gets a name that begins with a dot"
                                    : ""));
        }
        names(fetched).tell(console);
    }

    private static StoredNames names(ShareStatus fetched) {
        return StoredNames.of(info(fetched), path(fetched));
    }

    /** The end as a program hears of it. */
    public void jsonDone(ShareStatus fetched) {
        StoredNames names = names(fetched);
        console.json(
                new Done(
                        "done",
                        info(fetched).id().toString(),
                        path(fetched).toString(),
                        info(fetched).contentSize(),
                        fetched.took().toMillis() / 1000.0,
                        true,
                        fetched.there(),
                        sources(fetched).stream().map(Source::of).toList(),
                        names.renamed(),
                        names.leftOut()));
    }

    private static Info info(ShareStatus fetched) {
        return fetched.metainfo().orElseThrow().info();
    }

    private static List<SwarmStatus.Source> sources(ShareStatus fetched) {
        return fetched.exchange().map(SwarmStatus::sources).orElse(List.of());
    }

    /** How much came, how fast, and from whom. */
    public List<String> summary(ShareStatus fetched) {
        List<SwarmStatus.Source> sources = sources(fetched);
        long bytes = sources.stream().mapToLong(SwarmStatus.Source::bytes).sum();
        double seconds = Math.max(0.001, fetched.took().toMillis() / 1000.0);
        Table table = new Table(List.of("", "", "", ">", ">"));
        ShareStatus.There there = fetched.there();
        if (there.bytes() > 0) {
            table.row(
                    "  already there",
                    "",
                    "",
                    Units.size(there.bytes()),
                    Units.count(there.pieces(), "piece"));
        }
        for (SwarmStatus.Source source : sources) {
            table.row(
                    "  from " + label.apply(source.address()),
                    source.client(),
                    source.transport().toString(),
                    Units.size(source.bytes()),
                    Units.count(source.pieces(), "piece"));
        }
        List<String> lines = new ArrayList<>(table.lines(Integer.MAX_VALUE));
        lines.set(
                0,
                "  %s verified, %sfetched in %s at %s"
                        .formatted(
                                Units.size(info(fetched).contentSize()),
                                there.bytes() == 0 ? "" : Units.size(bytes) + " ",
                                Units.duration(fetched.took()),
                                Units.rate((long) (bytes / seconds))));
        return lines;
    }

    private static Path path(ShareStatus fetched) {
        return fetched.path().orElseThrow().toAbsolutePath().normalize();
    }

    /** Says how far one came that was interrupted. */
    public void interrupted(ShareStatus fetch) {
        String name = fetch.metainfo().map(it -> it.info().name()).orElse(fetch.name());
        console.note(
                "%s: %s"
                        .formatted(
                                name,
                                fetch.exchange()
                                        .filter(_ -> fetch.state() instanceof ShareState.Fetching)
                                        .map(FetchReport::kept)
                                        .orElse("not begun; what was there stays")));
    }

    private static String kept(SwarmStatus status) {
        return "%d%%, %s of %s is kept"
                .formatted(
                        TransferView.percent(status),
                        Units.size(status.done()),
                        Units.size(status.size()));
    }
}
