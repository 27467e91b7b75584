package dunlin.node.share;

import dunlin.discovery.PeerSource;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Lack;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Wanted;
import dunlin.node.engine.Engine;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.StorageException;
import dunlin.swarm.Swarm;
import dunlin.swarm.SwarmListener;
import dunlin.swarm.SwarmStatus;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.Origin;
import dunlin.swarm.dial.PeerHost;
import dunlin.swarm.metadata.MetadataFetch;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A share's dealings with other peers: one address book, and one announcer, from the magnet link to
 * the last upload. Who takes its peers changes: first a {@link MetadataFetch}, if only a link is
 * known, then the {@link Swarm}.
 *
 * <p>{@link #describe} and {@link #begin} are for one thread; everything else may be called by any.
 */
final class Exchange implements AutoCloseable {
    /**
     * So long the trackers of a link have to themselves: what it leads to may be private, and then
     * nobody else is to hear of it.
     */
    private static final long MAY_BE_PRIVATE_NANOS = Duration.ofSeconds(3).toNanos();

    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

    private final int share;
    private final Engine engine;
    private final Consumer<NodeEvent> events;
    private final Tiers trackers;
    private final boolean seeks;
    private final Connector connector;
    private volatile Optional<PeerHost> host = Optional.empty();
    private volatile Optional<Swarm> swarm = Optional.empty();
    private volatile List<Engine.Source> sources = List.of();
    private volatile boolean isDescribed;

    /** Used by the one thread that describes and begins. */
    private boolean looksBeyond;

    private final AtomicInteger shutOut = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private boolean closed; // guarded by this

    /**
     * @param share its number, for the events
     * @param trackers where it is announced
     * @param seeks whether its peers are looked for elsewhere, too
     */
    Exchange(int share, Tiers trackers, boolean seeks, Engine engine, Consumer<NodeEvent> events) {
        this.share = share;
        this.trackers = trackers;
        this.seeks = seeks;
        this.engine = engine;
        this.events = events;
        this.connector = engine.connector();
    }

    /** Notes addresses at which there may be peers. */
    void addPeers(Collection<InetSocketAddress> peers, Origin origin) {
        connector.add(peers, origin);
    }

    /**
     * What a share is: where only a link is known, its peers are asked for the metadata (BEP 9).
     * Blocks.
     *
     * @throws NodeRefusal if no peer gave it in time
     */
    Metainfo describe(Wanted wanted, Duration patience)
            throws NodeRefusal, ProtocolException, InterruptedException {
        return switch (wanted) {
            case Wanted.Described described -> described.metainfo();
            case Wanted.Linked link -> describe(link, patience);
        };
    }

    private Metainfo describe(Wanted.Linked link, Duration patience)
            throws NodeRefusal, ProtocolException, InterruptedException {
        try (MetadataFetch fetch = engine.metadataFetch(link.magnet(), connector)) {
            become(link.id(), fetch);
            if (trackers.isEmpty()) { // a private share has some
                lookBeyondTrackers();
            }
            fetch.start();
            Info info = Info.parse(await(fetch, link, patience));
            if (info.isPrivate()) { // at once: to look at the disk first may take long
                becomePrivate();
            }
            return Metainfo.of(info, trackers);
        }
    }

    /** Forgets whom others than its trackers and the person named, and asks those no more. */
    private void becomePrivate() {
        connector.keepPrivate();
        closeSources(source -> !source.origin().servesPrivate());
    }

    private byte[] await(MetadataFetch fetch, Wanted.Linked link, Duration patience)
            throws NodeRefusal, InterruptedException {
        long begun = System.nanoTime();
        long left = patience.toNanos();
        while (left > 0) {
            Duration turn = Duration.ofNanos(Math.min(left, LOOK_NANOS));
            Optional<byte[]> info = fetch.await(turn);
            if (info.isPresent()) {
                return info.get();
            }
            long waited = System.nanoTime() - begun;
            if (waited >= MAY_BE_PRIVATE_NANOS) {
                lookBeyondTrackers();
            }
            boolean givesUp = !patience.equals(Patience.FOR_EVER);
            if (givesUp && waited >= Patience.HOPE_NANOS && isHopeless()) {
                throw new NodeRefusal(new Why.NothingCame(link.name(), new Lack.NobodyKnown()));
            }
            left = patience.toNanos() - waited;
        }
        throw new NodeRefusal(new Why.NoMetadata(link.name()));
    }

    /** Begins to exchange pieces. */
    void begin(Content content) {
        Info info = content.metainfo().info();
        if (info.isPrivate()) {
            becomePrivate();
        }
        Swarm begun = engine.swarm(content.entry(), content.files(), connector, new Ears());
        if (content.servesOnly()) {
            begun.serveOnly();
        }
        swarm = Optional.of(begun);
        boolean wasAnnounced = !sources.isEmpty();
        become(info.id(), begun);
        isDescribed = true; // and whoever is not to hear of it is closed
        if (!info.isPrivate()) {
            lookBeyondTrackers();
        }
        begun.start();
        if (wasAnnounced) {
            tellSources(PeerSource::hurry); // it is known now how much is missing
        }
        if (!content.have().isAll() && begun.status().complete()) {
            tellSources(PeerSource::completed); // it was so quick that nobody heard it
        }
    }

    /** Hands the peers of this info-hash to another host, and asks its trackers if none is yet. */
    private void become(InfoHash id, PeerHost next) {
        Optional<InfoHash> before = host.map(it -> it.handshake().infoHash());
        synchronized (this) {
            if (closed) {
                next.close();
                return;
            }
            host = Optional.of(next);
            connector.admitTo(next);
            engine.door().lead(id, next);
        }
        if (before.isPresent() && !before.get().equals(id)) { // a hybrid, known by its v2 hash
            closeSources(_ -> true);
            looksBeyond = false;
        }
        if (sources.isEmpty()) {
            sources = engine.trackers(id, trackers, Subscription::new);
        }
    }

    /** Has the peers looked for in all other ways, too, unless that is done already. */
    private void lookBeyondTrackers() {
        if (!seeks || looksBeyond) {
            return;
        }
        looksBeyond = true;
        InfoHash id = host.orElseThrow().handshake().infoHash();
        List<Engine.Source> all = new ArrayList<>(sources);
        all.addAll(engine.beyondTrackers(id, Subscription::new));
        sources = List.copyOf(all);
    }

    /** How it stands, once pieces are exchanged. */
    Optional<SwarmStatus> status() {
        return swarm.map(Swarm::status);
    }

    /** Who was there and is not any more. */
    Patience.Lost lost() {
        return new Patience.Lost(shutOut.get(), left.get());
    }

    /**
     * Whether all that could name a peer has been asked, and named none; never where a tracker
     * lists whoever comes.
     */
    boolean isHopeless() {
        List<Engine.Source> asked = sources;
        return !asked.isEmpty()
                && connector.known() == 0
                && asked.stream()
                        .noneMatch(it -> it.origin().servesPrivate() || it.peers().isLooking());
    }

    /** See {@link Swarm#awaitDone}. */
    boolean awaitDone(Duration timeout) throws InterruptedException, StorageException {
        return swarm.orElseThrow().awaitDone(timeout);
    }

    /** See {@link Swarm#awaitDoubt}. */
    boolean awaitDoubt(Duration timeout) throws InterruptedException, StorageException {
        return swarm.orElseThrow().awaitDoubt(timeout);
    }

    /** See {@link Swarm#lookAgain}. */
    void lookAgain() throws InterruptedException {
        swarm.orElseThrow().lookAgain();
    }

    /** Says goodbye to peers, then to trackers. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        connector.close();
        host.ifPresent(last -> {
            engine.door().turnAway(last.handshake().infoHash(), last);
            last.close();
        });
        closeSources(_ -> true);
    }

    private void closeSources(Predicate<Engine.Source> which) {
        List<Engine.Source> open = sources;
        sources = open.stream().filter(which.negate()).toList();
        open.stream().filter(which).forEach(source -> source.peers().close());
    }

    private void tellSources(Consumer<PeerSource> what) {
        sources.forEach(source -> what.accept(source.peers()));
    }

    /** What a source of peers is told, and what it tells. */
    private final class Subscription implements PeerSource.Subscriber {
        private final Origin origin;

        private Subscription(Origin origin) {
            this.origin = origin;
        }

        @Override
        public PeerSource.Progress progress() {
            // Until the metadata is known a peer says that it lacks something: one block.
            return status().map(now ->
                            new PeerSource.Progress(
                                    now.uploaded(), now.downloaded(), now.size() - now.done()))
                    .orElse(new PeerSource.Progress(0, 0, Geometry.BLOCK_LENGTH));
        }

        @Override
        public boolean wantsPeers() {
            return host.map(PeerHost::wantsPeers).orElse(false);
        }

        @Override
        public boolean isAlone() {
            return status().map(now -> now.peers().isEmpty()).orElse(true);
        }

        @Override
        public boolean isDescribed() {
            // A private share has a tracker, or nobody could ever find its peers.
            return isDescribed || trackers.isEmpty();
        }

        @Override
        public void found(Collection<InetSocketAddress> peers) {
            connector.add(peers, origin);
        }

        @Override
        public void works(String name, int seeders, int leechers) {
            events.accept(new NodeEvent.TrackerWorks(share, name, seeders, leechers));
        }

        @Override
        public void fails(String name, String reason) {
            events.accept(new NodeEvent.TrackerFails(share, name, reason));
        }
    }

    /** What the swarm tells: the trackers hear of the completion before the person does. */
    private final class Ears implements SwarmListener {
        @Override
        public void banned(InetSocketAddress peer, String reason) {
            shutOut.incrementAndGet();
            events.accept(new NodeEvent.PeerBanned(share, peer, reason));
        }

        @Override
        public void peerLeft(InetSocketAddress peer, String client, int pieces, long sent) {
            left.incrementAndGet();
            events.accept(new NodeEvent.PeerLeft(share, peer, client, pieces, sent));
        }

        @Override
        public void changed(Path file) {
            events.accept(new NodeEvent.FileChanged(share, file));
            tellSources(PeerSource::incomplete);
        }

        @Override
        public void completed() {
            tellSources(PeerSource::completed);
        }
    }
}
