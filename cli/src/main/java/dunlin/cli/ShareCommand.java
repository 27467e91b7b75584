package dunlin.cli;

import dunlin.node.Node;
import dunlin.node.Share;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.ShareBuilder.Built;
import dunlin.storage.ShareBuilder.Options;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin share}: registers files and folders and serves them until it is interrupted. */
@Command(
        name = "share",
        description = "Share files and folders: list them at the index, and serve them.",
        footerHeading = "%nExample:%n",
        footer = "  dunlin share ~/photos --tracker http://localhost:6969")
final class ShareCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Each is one share.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--each", description = "Every file below a PATH is a share of its own.")
    private boolean each;

    @Option(names = "--private", description = "Peers may come from the trackers named only.")
    private boolean isPrivate;

    @Option(
            names = "--piece-length",
            paramLabel = "N",
            description = "Bytes in a piece, a power of two: 256K, 1M (usually chosen by size).")
    private @Nullable ByteCount pieceLength;

    ShareCommand(Session session) {
        this.session = session;
    }

    /** Said of each share once it is served and registered; the names are a contract. */
    record Shared(
            String event,
            String id,
            String name,
            long size,
            int pieces,
            int pieceLength,
            @Nullable String magnet,
            String address,
            @Nullable String tracker) {}

    @Override
    public Integer call() throws Exception {
        SharedOptions options = session.options();
        Console console = session.console();
        Options building = Hashing.options(pieceLength, isPrivate);
        try (Node node =
                Node.open(options.nodeConfig(session.folders(), options.peerAddresses()))) {
            Registrar registrar = new Registrar(options, console);
            List<Share> shares = new ArrayList<>();
            for (Path path : each ? filesBelow(paths) : paths) {
                Share share = serve(node, path, building);
                shares.add(share);
                Metainfo metainfo = share.metainfo();
                say(metainfo, HostPort.format(node.address()), registrar.register(metainfo));
            }
            if (options.trackers.isEmpty()) {
                console.note("no index is named (--tracker URL), so only those told can fetch it");
            }
            console.note("serving; Ctrl-C ends it");
            new Serving(shares, registrar, console).run(session);
        }
        return ExitCode.DONE.number();
    }

    private Share serve(Node node, Path path, Options building) throws Exception {
        List<List<String>> tiers = session.options().announceTiers();
        Metainfo metainfo;
        Path content;
        Optional<Metainfo> known = remembered(node, path);
        if (known.isPresent()) {
            metainfo = announcedAt(known.get(), tiers);
            content = path.toRealPath();
        } else {
            Built built = new Hashing(session.console()).build(path, building);
            metainfo = Metainfo.of(built.info(), tiers);
            content = built.content();
        }
        Notices notices = new Notices(metainfo.info().name(), session.console());
        return node.serve(metainfo, content, tiers, notices);
    }

    /** What need not be hashed again, if it is what is asked for. */
    private Optional<Metainfo> remembered(Node node, Path path)
            throws IOException, StorageException {
        return Files.exists(path)
                ? node.remembered(path.toRealPath()).filter(known -> isAsAsked(known.info()))
                : Optional.empty();
    }

    private static Metainfo announcedAt(Metainfo known, List<List<String>> tiers) {
        return new Metainfo(
                known.info(),
                tiers,
                known.webSeeds(),
                known.comment(),
                known.createdBy(),
                known.createdAt(),
                known.pieceLayers());
    }

    private boolean isAsAsked(Info info) {
        return info.isPrivate() == isPrivate
                && (pieceLength == null || info.geometry().pieceLength() == pieceLength.bytes());
    }

    private static List<Path> filesBelow(List<Path> paths) throws IOException, Failure {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new Failure(
                        ExitCode.NOT_FOUND, "no such file or folder: " + path + "; check the path");
            }
            try (Stream<Path> below = Files.walk(path)) {
                below.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        .filter(file -> isVisible(path.relativize(file)))
                        .sorted()
                        .forEach(files::add);
            }
        }
        if (files.isEmpty()) {
            throw new Failure(ExitCode.NOT_FOUND, "there is no file below " + paths.getFirst());
        }
        return files;
    }

    private static boolean isVisible(Path below) {
        for (Path name : below) {
            if (name.toString().startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    private void say(Metainfo metainfo, String address, Optional<TrackerUrl> index) {
        Console console = session.console();
        Info info = metainfo.info();
        String tracker = index.map(TrackerUrl::display).orElse(null);
        String magnet = info.isPrivate() ? null : magnet(metainfo, address);
        console.json(
                new Shared(
                        "shared",
                        info.id().toString(),
                        info.name(),
                        info.contentSize(),
                        info.geometry().pieces(),
                        info.geometry().pieceLength(),
                        magnet,
                        address,
                        tracker));
        console.data(
                console.ink().bold(SafeText.forTerminal(info.name()))
                        + "  %s in %s, %s of %s"
                                .formatted(
                                        Units.size(info.contentSize()),
                                        Units.count(
                                                info.files().stream()
                                                        .filter(file -> !file.padding())
                                                        .count(),
                                                "file"),
                                        Units.count(info.geometry().pieces(), "piece"),
                                        Units.size(info.geometry().pieceLength())));
        console.data("  id      " + info.id());
        if (tracker != null) {
            if (magnet != null) {
                console.data("  magnet  " + magnet);
            }
            String id = info.id().toString().substring(0, 12);
            console.data("  get it  dunlin get " + id + " --tracker " + tracker);
        } else if (magnet != null) {
            console.data("  get it  dunlin get '" + magnet + "'");
        }
    }

    /**
     * The link, with this peer's own address, so that it works without a tracker too. There is none
     * of a private share: it would lead peers around the trackers.
     */
    private static String magnet(Metainfo metainfo, String address) {
        Magnet magnet = metainfo.magnet();
        return new Magnet(
                        magnet.infoHash(),
                        magnet.infoHashV2(),
                        magnet.name(),
                        magnet.size(),
                        magnet.trackers(),
                        List.of(address),
                        magnet.webSeeds(),
                        magnet.selected())
                .toString();
    }
}
