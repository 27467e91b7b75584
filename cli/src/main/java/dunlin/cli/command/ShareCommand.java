package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.BuildingOptions;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Meter;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Peer;
import dunlin.node.api.Self;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Visibility;
import dunlin.node.find.TorrentFile;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.Selection;
import dunlin.storage.ShareBuilder;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dunlin share}: registers files and folders and serves them until it is interrupted. */
@Concerns({Matter.INDEX, Matter.NETWORK, Matter.PEERS, Matter.RATES, Matter.NAME})
@Command(
        name = "share",
        description = "Share files and folders: list them at the index, and serve them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin share ~/photos --tracker http://localhost:6969",
            "  dunlin share day1 day2 --description 'Telescope, raw' --tag astro --tag raw",
            "  dunlin share debian.torrent --data ~/iso/debian-12.iso"
        })
public final class ShareCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = {
                "Each is one share; a FILE.torrent is the share that it describes, whose data stands"
                        + " beside it or at --data."
            })
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--each", description = "Every file below a PATH is a share of its own.")
    private boolean each;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Where the data of a FILE.torrent stands (usually beside it).")
    private @Nullable Path data;

    @Option(
            names = "--unlisted",
            description = "Only who is given the link finds it: it is in no index, list or search.")
    private boolean unlisted;

    @Option(
            names = "--members-only",
            description = "Only members of the network see and find it beside who has the link.")
    private boolean membersOnly;

    @Option(
            names = "--register-only",
            description = "List what a FILE.torrent describes, and serve nothing.")
    private boolean registerOnly;

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
            String key,
            List<LeftOut> leftOut) {}

    /** Who hears what happens to the shares while they are made. */
    private record Watch(Events events, Map<Integer, Visitors> visitors, Notices notices) {}

    /** Said of what is no share of its own of what was named. */
    record NotShared(String event, List<LeftOut> leftOut) {}

    /** Said of a share that is listed and not served; the names are a contract. */
    record Registered(String event, String id, String name, long size) {}

    @Override
    public Integer call() throws Exception {
        Console console = session.console();
        Note note = note();
        building.read(session.folders()); // a slip there is told before anything is begun
        requireThere();
        requireTorrents();
        ExitCode code = ExitCode.DONE;
        try (Peer peer = session.node()) {
            Self self = peer.self();
            console.detail("this peer's key is " + self.key());
            Events events = new Events();
            peer.follow(events);
            Map<Integer, Visitors> visitors = new ConcurrentHashMap<>();
            Notices notices = new SharingNotices(peer, console, self, !note.isEmpty(), visitors);
            peer.follow(notices);
            Watch watch = new Watch(events, visitors, notices);
            List<Path> wanted = paths;
            if (each) {
                wanted = new ArrayList<>();
                code = addFilesBelow(paths, wanted);
            }
            for (Path path : wanted) {
                ExitCode how =
                        isTorrent(path)
                                ? shareTorrent(peer, path, note, watch)
                                : share(
                                        peer,
                                        path,
                                        order(
                                                building.order(path, session.folders(), note)
                                                        .visibleTo(visibility())),
                                        watch);
                code = code == ExitCode.DONE ? how : code;
            }
            if (visitors.isEmpty()) {
                return code.number();
            }
            whoFinds().ifPresent(console::note);
            if (session.isInShell()) {
                console.note("served until the shell ends");
                return code.number();
            }
            console.note("serving; Ctrl-C ends it");
            new Serving(peer, visitors, console).run(session, Interrupts.FOR_EVER);
        }
        return code.number();
    }

    /** Before anything is registered: a slip in one path leaves nothing half done. */
    private void requireThere() throws Failure {
        List<String> missing =
                paths.stream()
                        .filter(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                        .map(Path::toString)
                        .toList();
        if (!missing.isEmpty()) {
            session.turnTo(Subject.named(String.join(" ", missing)));
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "no such file or folder: %s; check the path, nothing is shared"
                            .formatted(String.join(", ", missing)));
        }
    }

    /** Of a torrent that is to be shared as a file one says so by --each of its folder. */
    private boolean isTorrent(Path path) {
        return !each
                && path.toString().toLowerCase(Locale.ROOT).endsWith(".torrent")
                && Files.isRegularFile(path);
    }

    /** Who can find what is shared, where that is not plain. */
    private Optional<String> whoFinds() {
        if (unlisted) {
            return Optional.of("it is in no index and no list: only those told can fetch it");
        }
        return session.options().trackers.isEmpty()
                ? Optional.of(
                        "no index is named (--tracker URL): others find it in the network, or by the link")
                : Optional.empty();
    }

    private Visibility visibility() {
        return unlisted
                ? Visibility.UNLISTED
                : membersOnly ? Visibility.MEMBERS : Visibility.PUBLIC;
    }

    /** Before anything is shared: these options are for torrents alone. */
    private void requireTorrents() throws Failure {
        boolean asked = data != null || registerOnly;
        if (asked && !paths.stream().allMatch(this::isTorrent)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--data and --register-only are for a FILE.torrent; leave them out");
        }
        if (unlisted && membersOnly) {
            throw new Failure(
                    ExitCode.USAGE, "--unlisted and --members-only exclude each other: choose one");
        }
        if (visibility() != Visibility.PUBLIC && paths.stream().anyMatch(this::isTorrent)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--unlisted and --members-only are not for a FILE.torrent; leave them out");
        }
        if (data != null && (paths.size() > 1 || registerOnly)) {
            throw new Failure(
                    ExitCode.USAGE, "--data is for one FILE.torrent that is served; give it alone");
        }
    }

    private ExitCode shareTorrent(Peer peer, Path file, Note note, Watch watch) throws Exception {
        session.turnTo(Subject.named(file));
        Metainfo torrent = TorrentFile.read(file);
        if (registerOnly) {
            for (Listing listing : peer.register(torrent, note)) {
                String id = listing.id().toString();
                session.console()
                        .json(new Registered("registered", id, listing.name(), listing.size()));
                session.console()
                        .data(
                                SafeText.forTerminal(listing.name())
                                        + "  listed, not served; id "
                                        + id);
            }
            return ExitCode.DONE;
        }
        Path content = dataOf(torrent.info(), file);
        return share(peer, file, it -> it.serve(torrent, content, note), watch);
    }

    private Path dataOf(Info info, Path torrent) throws Failure {
        if (data != null && Files.exists(data)) {
            return DataPlace.of(info, data);
        }
        Path beside = torrent.toAbsolutePath().normalize().getParent();
        Optional<Path> found =
                data != null || beside == null ? Optional.empty() : DataPlace.in(info, beside);
        return found.orElseThrow(() ->
                new Failure(
                        ExitCode.NOT_FOUND,
                        "no data at %s; say where it stands with --data, or --register-only lists it without"
                                .formatted(
                                        data != null
                                                ? data
                                                : SafeText.forTerminal(info.name())
                                                        + " beside "
                                                        + torrent)));
    }

    /** What is said of each share, within the limits that an index has. */
    private Note note() throws Failure {
        try {
            return new Note(description.strip(), tags);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, ErrorReport.text(e) + "; see dunlin share --help", e);
        }
    }

    /** Orders one share, shows how far its hashing is, and says what it is once it is served. */
    private ExitCode share(Peer peer, Path path, Order order, Watch watch)
            throws NodeRefusal, InterruptedException {
        Console console = session.console();
        session.turnTo(Subject.named(path));
        ShareStatus share = order.place(peer);
        watch.visitors().put(share.number(), new Visitors());
        try (Meter meter = new Meter(console, "hashing " + share.name())) {
            share =
                    watch.events()
                            .awaitServing(peer, share.number(), it -> hashed(it.state(), meter));
        }
        List<LeftOut> leftOut = watch.notices().takeLeftOut(share.number());
        LeftOut.tell(console, leftOut);
        if (share.state() instanceof ShareState.Failed(NodeRefusal why)) {
            watch.visitors().remove(share.number());
            if (!(why.why() instanceof Why.OpenAlready)) {
                return session.report(why); // the others are shared all the same
            }
            console.note(path + " is the same as one before it, and is shared as that");
            peer.remove(share.number());
        } else {
            say(share, peer.self(), leftOut);
        }
        return ExitCode.DONE;
    }

    /** Tells the peer what to share. */
    private interface Order {
        ShareStatus place(Peer peer) throws NodeRefusal;
    }

    private static Order order(ShareOrder order) {
        return peer -> peer.share(order);
    }

    private static void hashed(ShareState state, Meter meter) {
        if (state instanceof ShareState.Describing(ShareState.Work _, long done, long size)
                && size > 0) {
            meter.at(done, size);
        } else if (state instanceof ShareState.Checking(long done, long size) && size > 0) {
            meter.at(done, size);
        }
    }

    /**
     * Every file that can be a share of its own; an empty one has no piece to share.
     *
     * @param into where they are added
     * @return a failure if nothing came of something that was named
     */
    private ExitCode addFilesBelow(List<Path> named, List<Path> into)
            throws StorageException, IOException, Failure {
        Console console = session.console();
        Selection selection = building.selection(session.folders()).ofFilesOnly();
        List<LeftOut> leftOut = new ArrayList<>();
        ExitCode code = ExitCode.DONE;
        for (Path path : named) {
            ShareBuilder.Listed listed = ShareBuilder.list(path, selection);
            leftOut.addAll(Hashing.leftOut(listed.skipped()));
            int before = into.size();
            for (Path file : listed.paths()) {
                if (Files.size(file) == 0) {
                    leftOut.add(new LeftOut(file.toString(), "is empty"));
                } else {
                    into.add(file);
                }
            }
            code = into.size() > before ? code : ExitCode.FAILED;
        }
        LeftOut.tell(console, leftOut);
        if (!leftOut.isEmpty()) {
            console.json(new NotShared("leftOut", leftOut));
        }
        if (into.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "there is nothing to share below " + named.getFirst() + "; check the path");
        }
        return code;
    }

    private void say(ShareStatus share, Self self, List<LeftOut> leftOut) {
        Console console = session.console();
        String address = HostPort.format(self.address());
        Metainfo metainfo = share.metainfo().orElseThrow();
        Info info = metainfo.info();
        String tracker = share.listedAt().map(URI::toString).orElse(null);
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
                        self.key().toString(),
                        leftOut));
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
