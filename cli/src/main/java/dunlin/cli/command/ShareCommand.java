package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.BuildingOptions;
import dunlin.cli.option.SharedOptions;
import dunlin.cli.option.TrackerUrl;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.IdentityFile;
import dunlin.node.Node;
import dunlin.node.Share;
import dunlin.protocol.InfoHash;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.ShareBuilder.Built;
import dunlin.storage.ShareBuilder.Options;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin share}: registers files and folders and serves them until it is interrupted. */
@Command(
        name = "share",
        description = "Share files and folders: list them at the index, and serve them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin share ~/photos --tracker http://localhost:6969",
            "  dunlin share day1 day2 --description 'Telescope, raw' --tag astro --tag raw"
        })
public final class ShareCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Each is one share.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--each", description = "Every file below a PATH is a share of its own.")
    private boolean each;

    @Mixin private final BuildingOptions building = new BuildingOptions();

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "What the catalogue says about it.")
    private String description = "";

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = ",",
            description = "A word to find it by. May be given more than once.")
    private List<String> tags = new ArrayList<>();

    public ShareCommand(Session session) {
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
            @Nullable String tracker,
            String key) {}

    @Override
    public Integer call() throws Exception {
        SharedOptions options = session.options();
        Console console = session.console();
        Options chosen = building.read();
        Note note = note();
        PeerKeyPair keys = IdentityFile.open(session.folders().state());
        console.detail("this peer's key is " + keys);
        try (Node node =
                Node.open(options.nodeConfig(session.folders(), options.peerAddresses()))) {
            Registrar registrar = new Registrar(options, keys, note, console);
            Map<Share, Visitors> shares = new LinkedHashMap<>();
            Set<InfoHash> ids = new HashSet<>();
            for (Path path : each ? filesBelow(paths) : paths) {
                Described described = describe(node, path, chosen);
                Metainfo metainfo = described.metainfo();
                if (!ids.add(metainfo.info().id())) {
                    console.note(path + " is the same as one before it, and is shared as that");
                    continue;
                }
                // Before the first announce, so that the index knows what that is about.
                Optional<TrackerUrl> index = registrar.register(metainfo);
                Visitors visitors = new Visitors(metainfo.info().name());
                shares.put(serve(node, described, visitors), visitors);
                say(metainfo, node, index);
            }
            if (options.trackers.isEmpty()) {
                console.note("no index is named (--tracker URL), so only those told can fetch it");
            }
            console.note("serving; Ctrl-C ends it");
            new Serving(shares, registrar, console).run(session);
        }
        return ExitCode.DONE.number();
    }

    /** What is said of each share, within the limits that an index has. */
    private Note note() throws Failure {
        try {
            return new Note(description.strip(), tags);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, ErrorReport.text(e) + "; see dunlin share --help", e);
        }
    }

    /** What a path became. @param content where it really stands */
    private record Described(Metainfo metainfo, Path content) {}

    private Described describe(Node node, Path path, Options chosen) throws Exception {
        Tiers tiers = session.options().announceTiers();
        Optional<Metainfo> known = remembered(node, path);
        if (known.isPresent()) {
            return new Described(known.get().announcedAt(tiers), path.toRealPath());
        }
        Built built = new Hashing(session.console()).build(path, chosen);
        return new Described(Metainfo.of(built.info(), tiers), built.content());
    }

    private Share serve(Node node, Described described, Visitors visitors) throws Exception {
        Metainfo metainfo = described.metainfo();
        Notices notices =
                new Notices(metainfo.info().name(), session.console()) {
                    @Override
                    public void peerLeft(
                            InetSocketAddress peer, String client, int pieces, long sent) {
                        visitors.left(peer, client, pieces, sent);
                    }
                };
        return node.serve(
                metainfo, described.content(), session.options().announceTiers(), notices);
    }

    /** What need not be hashed again, if it is what is asked for. */
    private Optional<Metainfo> remembered(Node node, Path path)
            throws IOException, StorageException {
        return Files.exists(path)
                ? node.remembered(path.toRealPath()).filter(known -> building.fit(known.info()))
                : Optional.empty();
    }

    /** Every file that can be a share of its own; an empty one has no piece to share. */
    private List<Path> filesBelow(List<Path> paths) throws IOException, Failure {
        List<Path> files = new ArrayList<>();
        Console console = session.console();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new Failure(
                        ExitCode.NOT_FOUND, "no such file or folder: " + path + "; check the path");
            }
            try (Stream<Path> below = Files.walk(path)) {
                below.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                        .filter(file -> isVisible(path.relativize(file)))
                        .sorted()
                        .forEach(file -> {
                            if (!Files.isReadable(file)) {
                                console.note("left out: " + file + " may not be read");
                            } else if (file.toFile().length() == 0) {
                                console.note("left out: " + file + " is empty");
                            } else {
                                files.add(file);
                            }
                        });
            }
        }
        if (files.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "there is nothing to share below " + paths.getFirst() + "; check the path");
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

    private void say(Metainfo metainfo, Node node, Optional<TrackerUrl> index) {
        Console console = session.console();
        String address = HostPort.format(node.address());
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
                        tracker,
                        node.key().toString()));
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
