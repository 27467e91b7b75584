package dunlin.cli.command;

import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.Ink;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.TransferView;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.Info;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /** The end of a fetch that succeeded. */
    record Done(
            String event,
            String id,
            String path,
            long size,
            double seconds,
            boolean verified,
            List<Source> sources) {}

    /** One that pieces came from. */
    record Source(String address, String client, int pieces, long bytes) {
        static Source of(SwarmStatus.Source source) {
            return new Source(
                    HostPort.format(source.address()),
                    source.client(),
                    source.pieces(),
                    source.bytes());
        }
    }

    /** The end of a fetch that failed. */
    record Failed(String event, String error, int code) {}

    /** How often {@link #progress} is worth calling. */
    public static final long FRAME_MILLIS = 200;

    private static final long JSON_PERIOD = Duration.ofSeconds(1).toNanos();
    private static final long LINE_PERIOD = Duration.ofSeconds(5).toNanos();

    private final Console console;
    private final Function<InetSocketAddress, String> label;
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

    /** Says how the running fetches stand, as often as fits what listens. */
    public void progress(List<Fetch> running, long nanoTime) {
        if (console.json() && nanoTime - jsonAt >= JSON_PERIOD) {
            jsonAt = nanoTime;
            running.forEach(this::jsonProgress);
        }
        if (console.isLive()) {
            console.live(frame(running));
        } else if (nanoTime - lineAt >= LINE_PERIOD) {
            lineAt = nanoTime;
            running.forEach(fetch -> console.note(plain(fetch)));
        }
    }

    private List<String> frame(List<Fetch> running) {
        TransferView view = new TransferView(console.columns() - 1, console.noteInk(), label);
        int peerLines = Math.max(0, (console.rows() - 2) / Math.max(1, running.size()) - 3);
        return running.stream()
                .limit(Math.max(1, console.rows() - 2L))
                .flatMap(fetch ->
                        fetch
                                .share()
                                .map(s ->
                                        view.lines(
                                                fetch.name(), s.status(), Math.min(10, peerLines)))
                                .orElseGet(() -> List.of(preparing(fetch)))
                                .stream())
                .toList();
    }

    private String plain(Fetch fetch) {
        return fetch.share()
                .map(share ->
                        new TransferView(console.columns(), new Ink(false), label)
                                .plain(fetch.name(), share.status()))
                .orElseGet(() -> preparing(fetch));
    }

    private String preparing(Fetch fetch) {
        String line = SafeText.forTerminal(fetch.name()) + ": " + fetch.preparing();
        return DisplayWidth.cut(line, console.columns() - 1);
    }

    private void jsonProgress(Fetch fetch) {
        fetch.share()
                .ifPresent(share -> {
                    SwarmStatus status = share.status();
                    var left = TransferView.secondsLeft(status);
                    console.json(
                            new Progress(
                                    "progress",
                                    share.metainfo().info().id().toString(),
                                    status.done(),
                                    status.size(),
                                    status.downRate(),
                                    status.peers().size(),
                                    left.isPresent() ? (Long) left.getAsLong() : null));
                });
    }

    /** Says what came, how fast, and from whom. */
    void done(Fetch.Result result) {
        String path = SafeText.forTerminal(path(result).toString());
        jsonDone(result);
        if (result.share().wasComplete()) {
            console.data("already there, whole and verified: " + path);
        } else {
            console.data(console.ink().bold(path));
            summary(result).forEach(console::data);
        }
    }

    /** The end as a program hears of it. */
    public void jsonDone(Fetch.Result result) {
        Info info = result.share().metainfo().info();
        console.json(
                new Done(
                        "done",
                        info.id().toString(),
                        path(result).toString(),
                        info.contentSize(),
                        result.took().toMillis() / 1000.0,
                        true,
                        result.status().sources().stream().map(Source::of).toList()));
    }

    /** How much came, how fast, and from whom. */
    public List<String> summary(Fetch.Result result) {
        List<SwarmStatus.Source> sources = result.status().sources();
        long bytes = sources.stream().mapToLong(SwarmStatus.Source::bytes).sum();
        double seconds = Math.max(0.001, result.took().toMillis() / 1000.0);
        Table table = new Table(List.of("", "", ">", ">"));
        for (SwarmStatus.Source source : sources) {
            table.row(
                    "  from " + label.apply(source.address()),
                    SafeText.forTerminal(source.client()),
                    Units.size(source.bytes()),
                    Units.count(source.pieces(), "piece"));
        }
        List<String> lines = new ArrayList<>(table.lines(Integer.MAX_VALUE));
        lines.set(
                0,
                "  %s verified, fetched in %s at %s"
                        .formatted(
                                Units.size(result.share().metainfo().info().contentSize()),
                                Units.duration(result.took()),
                                Units.rate((long) (bytes / seconds))));
        return lines;
    }

    private static Path path(Fetch.Result result) {
        return result.share().path().toAbsolutePath().normalize();
    }

    /** Says why one failed. */
    public void failed(Failure failure) {
        console.json(new Failed("failed", failure.line(), failure.code().number()));
    }
}
