package dunlin.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Peer;
import dunlin.node.api.Wanted;
import dunlin.node.find.TorrentFile;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.name.NameReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dunlin inspect}: what a torrent or a magnet link says; no network for what is here. */
@Command(
        name = "inspect",
        description = "Explain a .torrent file, also at an http(s) address, or a magnet link.",
        footerHeading = "%nExample:%n",
        footer = "  dunlin inspect photos.torrent")
public final class InspectCommand implements Callable<Integer> {
    /** How many files are named before the rest is only counted. */
    private static final int FILES_SHOWN = 1000;

    /** Characters: a link of some trackers and a long name. */
    private static final int MAX_FIELD = 8_000;

    private final Session session;

    @Parameters(paramLabel = "TORRENT|MAGNET", description = "What to explain.")
    private String subject = "";

    public InspectCommand(Session session) {
        this.session = session;
    }

    /** The answer as JSON; the names are a contract. What a magnet link leaves open is null. */
    record Inspected(
            @Nullable String name,
            @Nullable String infoHash,
            @Nullable String infoHashV2,
            @Nullable Long size,
            @Nullable Integer pieceLength,
            @Nullable Integer pieces,
            @JsonProperty("private") @Nullable Boolean isPrivate,
            @Nullable List<ListedFile> files,
            List<LeftOut> leftOut,
            List<List<String>> trackers,
            List<String> webSeeds,
            @Nullable String comment,
            @Nullable String createdBy,
            @Nullable Instant createdAt,
            String magnet) {
        /** This, with what is not in it of what it was made of. */
        Inspected leftOut(List<LeftOut> others) {
            return new Inspected(
                    name,
                    infoHash,
                    infoHashV2,
                    size,
                    pieceLength,
                    pieces,
                    isPrivate,
                    files,
                    others,
                    trackers,
                    webSeeds,
                    comment,
                    createdBy,
                    createdAt,
                    magnet);
        }
    }

    /**
     * One file of a share.
     *
     * @param path below the share's name, as its maker wrote it
     * @param storedAs the path under which it is stored here, if not its own
     */
    record ListedFile(
            String path,
            long size,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String storedAs) {}

    @Override
    public Integer call() throws Exception {
        session.turnTo(Subject.named(subject));
        Inspected inspected = Magnet.isOne(subject) ? of(Magnet.parse(subject)) : of(readTorrent());
        session.console().json(inspected);
        print(inspected, session.console());
        return ExitCode.DONE.number();
    }

    private Metainfo readTorrent()
            throws IOException, ProtocolException, NodeRefusal, InterruptedException, Failure {
        if (!subject.contains("://")) {
            return TorrentFile.read(Path.of(subject));
        }
        try (Peer peer = session.node()) {
            return switch (peer.find(subject)) {
                case Wanted.Described it -> it.metainfo();
                case Wanted.Linked _ -> throw new NodeRefusal(new Why.NotFetched(subject));
            };
        }
    }

    static Inspected of(Metainfo metainfo) {
        Info info = metainfo.info();
        NameReport names = NameReport.of(info);
        return new Inspected(
                info.name(),
                info.infoHash().map(Object::toString).orElse(null),
                info.infoHashV2().map(Object::toString).orElse(null),
                info.contentSize(),
                info.geometry().pieceLength(),
                info.geometry().pieces(),
                info.isPrivate(),
                listed(info, names),
                StoredNames.leftOut(names),
                metainfo.trackers().tiers(),
                metainfo.webSeeds(),
                metainfo.comment().orElse(null),
                metainfo.createdBy().orElse(null),
                metainfo.createdAt().orElse(null),
                metainfo.magnet().toString());
    }

    private static List<ListedFile> listed(Info info, NameReport names) {
        Map<Integer, String> storedAs = new HashMap<>();
        names.renamed().forEach(it -> storedAs.put(it.file(), it.storedAs()));
        List<ListedFile> listed = new ArrayList<>();
        for (int i = 0; i < info.files().size(); i++) {
            FileEntry file = info.files().get(i);
            if (!file.padding()) {
                listed.add(
                        new ListedFile(
                                String.join("/", file.path()), file.length(), storedAs.get(i)));
            }
        }
        return listed;
    }

    static Inspected of(Magnet magnet) {
        return new Inspected(
                magnet.name().orElse(null),
                magnet.infoHash().map(Object::toString).orElse(null),
                magnet.infoHashV2().map(Object::toString).orElse(null),
                magnet.size().isPresent() ? (Long) magnet.size().getAsLong() : null,
                null,
                null,
                null,
                null,
                List.of(),
                Tiers.each(magnet.trackers()).tiers(),
                magnet.webSeeds(),
                null,
                null,
                null,
                magnet.toString());
    }

    private static void print(Inspected it, Console console) {
        field(console, "name", it.name());
        field(console, "info-hash", it.infoHash());
        field(console, "info-hash v2", it.infoHashV2());
        if (it.size() != null) {
            field(console, "size", Units.size(it.size()) + " (" + it.size() + " bytes)");
        }
        if (it.pieces() != null && it.pieceLength() != null) {
            field(
                    console,
                    "pieces",
                    Units.count(it.pieces(), "piece") + " of " + Units.size(it.pieceLength()));
        }
        if (Boolean.TRUE.equals(it.isPrivate())) {
            field(console, "private", "yes: peers come from its trackers only");
        }
        it.trackers().forEach(tier -> field(console, "tracker", String.join(" or ", tier)));
        it.webSeeds().forEach(url -> field(console, "web seed", url));
        field(console, "comment", it.comment());
        field(console, "created by", it.createdBy());
        field(console, "created at", it.createdAt() == null ? null : it.createdAt().toString());
        field(console, "magnet", it.magnet());
        List<ListedFile> files = it.files();
        if (files != null) {
            printFiles(files, console);
        }
        it.leftOut().stream()
                .limit(FILES_SHOWN)
                .forEach(link -> field(console, "left out", link.path() + " " + link.why()));
    }

    private static void printFiles(List<ListedFile> files, Console console) {
        field(console, "files", String.valueOf(files.size()));
        Table table = new Table(List.of(">", ""));
        for (ListedFile file : files.subList(0, Math.min(FILES_SHOWN, files.size()))) {
            String renamed =
                    file.storedAs() == null ? "" : "  (stored here as " + file.storedAs() + ")";
            table.row("  " + Units.size(file.size()), SafeText.forTerminal(file.path() + renamed));
        }
        table.lines(console.dataColumns()).stream().skip(1).forEach(console::data);
        if (files.size() > FILES_SHOWN) {
            console.data("  and " + (files.size() - FILES_SHOWN) + " more; --json names them all");
        }
    }

    private static void field(Console console, String title, @Nullable String value) {
        if (value != null) {
            console.data(
                    console.ink().bold(DisplayWidth.fit(title, 14))
                            + SafeText.line(value, MAX_FIELD));
        }
    }
}
