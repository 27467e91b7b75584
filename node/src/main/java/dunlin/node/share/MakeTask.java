package dunlin.node.share;

import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareState.Work;
import dunlin.node.api.Visibility;
import dunlin.node.engine.Engine;
import dunlin.node.index.Registration;
import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.Selection;
import dunlin.storage.ShareBuilder;
import dunlin.storage.StorageException;
import dunlin.storage.folder.FileStamp;
import dunlin.swarm.dial.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes a share of a file or a folder, registers it with the indexes, and serves it. */
final class MakeTask implements Task {
    private final int number;
    private final ShareOrder order;
    private final Engine engine;
    private final Registration registration;
    private final Consumer<NodeEvent> events;

    /** Where it really stands, links resolved; known once it is described. */
    private Path content;

    /** How its files stood when they were hashed, by their index in the share. */
    private Map<Integer, FileStamp> stamps = Map.of();

    MakeTask(
            int number,
            ShareOrder order,
            Engine engine,
            Registration registration,
            Consumer<NodeEvent> events) {
        this.number = number;
        this.order = order;
        this.engine = engine;
        this.registration = registration;
        this.events = events;
        this.content = order.path();
    }

    @Override
    public String name() {
        return String.valueOf(order.path().toAbsolutePath().normalize().getFileName());
    }

    @Override
    public Tiers trackers() {
        return engine.namedTrackers();
    }

    @Override
    public Optional<Visibility> ordered() {
        return Optional.of(order.visibility());
    }

    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public void meet(Exchange exchange) {
        exchange.addPeers(engine.namedPeers(), Origin.PERSON);
    }

    @Override
    public Metainfo describe(Exchange exchange, Consumer<ShareState> progress)
            throws NodeRefusal, StorageException, IOException, InterruptedException {
        Path path = order.path();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NodeRefusal(new Why.NoSuchPath(path));
        }
        ShareBuilder.Listed listed = ShareBuilder.list(path, selection());
        for (ShareBuilder.Skipped skipped : listed.skipped()) {
            events.accept(new NodeEvent.LeftOut(number, skipped.path(), skipped.why()));
        }
        content = path.toRealPath();
        Optional<Content.Remembered> known =
                Content.remembered(content, engine.library())
                        .filter(it -> fits(it.metainfo().info(), listed));
        if (known.isEmpty()) {
            return Metainfo.of(hashed(progress), trackers());
        }
        stamps = known.get().stamps();
        return known.get().metainfo().with(trackers());
    }

    /** What is taken into it: never the state of this peer, which holds its private key. */
    private Selection selection() {
        return new Selection(order.hidden(), order.links(), order.never(), _ -> false)
                .without(Set.of(engine.state()), this::isBeingFetched);
    }

    private boolean isBeingFetched(Path part) {
        try {
            return engine.library().all().stream()
                    .filter(entry -> !entry.have().isAll())
                    .map(entry -> entry.folder().resolve(entry.name()))
                    .anyMatch(it -> part.startsWith(it) || part.toString().equals(it + ".part"));
        } catch (StorageException e) {
            return true; // rather too little than half of something
        }
    }

    /** Whether a share that was made before is what is ordered now. */
    private boolean fits(Info info, ShareBuilder.Listed listed) {
        int length = info.geometry().pieceLength();
        return info.isPrivate() == order.isPrivate()
                && order.pieceLength().orElse(length) == length
                && (info.isSingleFile() || paths(info).equals(Set.copyOf(listed.files())));
    }

    private static Set<List<String>> paths(Info info) {
        return info.files().stream()
                .filter(file -> !file.padding())
                .map(FileEntry::path)
                .collect(Collectors.toSet());
    }

    private Info hashed(Consumer<ShareState> progress)
            throws StorageException, InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        ShareBuilder.Built built =
                ShareBuilder.build(
                        order.path(),
                        new ShareBuilder.Options(
                                order.pieceLength(), selection(), order.isPrivate(), cores),
                        (done, size) ->
                                progress.accept(
                                        new ShareState.Describing(Work.HASHING, done, size)));
        content = built.content();
        stamps = built.stamps();
        return built.info();
    }

    /** Registers it first, so that the index knows what the announce that follows is about. */
    @Override
    public Content open(Metainfo metainfo, Consumer<ShareState> progress) throws StorageException {
        registration.register(metainfo);
        Bitfield all = Bitfield.all(metainfo.info().geometry().pieces());
        return Content.toServe(metainfo, content, all, stamps, engine.library());
    }

    /** Tries the indexes again that could not be reached. */
    @Override
    public void tend() throws InterruptedException {
        registration.retry();
    }

    @Override
    public Optional<URI> listedAt() {
        return registration.listedAt();
    }
}
