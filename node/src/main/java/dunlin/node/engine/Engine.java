package dunlin.node.engine;

import dunlin.discovery.PeerSource;
import dunlin.discovery.dht.Dht;
import dunlin.discovery.local.LocalDiscovery;
import dunlin.discovery.tracker.Announcer;
import dunlin.discovery.tracker.CredentialRenewal;
import dunlin.net.NameLookup;
import dunlin.net.ReachableAddress;
import dunlin.net.Ticker;
import dunlin.node.api.NamedTracker;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.Visibility;
import dunlin.node.api.Wanted;
import dunlin.node.index.Registration;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.Dialer;
import dunlin.peer.FrontDoor;
import dunlin.peer.RateLimiter;
import dunlin.protocol.Authority;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.DiskPool;
import dunlin.storage.Library;
import dunlin.storage.ShareFiles;
import dunlin.storage.StorageException;
import dunlin.swarm.PieceBuffers;
import dunlin.swarm.Swarm;
import dunlin.swarm.SwarmListener;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.dial.Origin;
import dunlin.swarm.metadata.MetadataFetch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The running parts of a peer, that all its shares have in common, wired with plain constructors:
 * library, disk, memory, rates, the way in and the way out. Thread-safe, as each of its parts is.
 */
public final class Engine implements AutoCloseable {
    /** Threads that hash and write. */
    public static final int DISK_THREADS = 2;

    private static final int MAX_PEERS = 100;

    /** Longest piece that is fetched, bytes: beyond what anybody makes. */
    private static final long MAX_PIECE_LENGTH = 64 << 20;

    /** Addresses of peers that are remembered for one share. */
    private static final int MAX_ADDRESSES = 2_000;

    /** How long a name is looked for that may be this machine's. */
    private static final Duration OWN_NAMES = Duration.ofMillis(500);

    private final NodeConfig config;
    private final PeerKeyPair keys;
    private final PeerId self = PeerId.random(RandomGenerator.of("SecureRandom"));
    private final Library library;
    private final DiskPool disk;
    private final Means means = Means.ofThisProcess();
    private final PieceBuffers buffers = new PieceBuffers(means.pieceMemory());
    private final ConnectionBudget connections =
            new ConnectionBudget(means.connections(), means.waitingBytes());
    private final RateLimiter up;
    private final RateLimiter down;
    private final Transports transports;
    private final FrontDoor door;
    private final Optional<CredentialRenewal> credential;
    private final Optional<OwnNodes> nodes;
    private final Optional<LocalDiscovery> local;

    private Engine(
            NodeConfig config,
            PeerKeyPair keys,
            Library library,
            boolean isLasting,
            Consumer<NodeEvent> events)
            throws IOException {
        this.config = config;
        this.keys = keys;
        this.library = library;
        this.up = new RateLimiter(config.upRate());
        this.down = new RateLimiter(config.downRate());
        this.transports = Transports.open(config, means, connections);
        this.door = transports.door();
        this.credential = credential();
        // Last: if listening fails, no thread is left behind.
        this.disk = new DiskPool(DISK_THREADS);
        this.nodes =
                transports
                        .packets()
                        .filter(_ -> config.reach().dht())
                        .map(port ->
                                new OwnNodes(
                                        config,
                                        port,
                                        door.address().getPort(),
                                        !isLasting,
                                        events));
        this.local = localDiscovery();
    }

    /**
     * Opens the library and begins to listen; makes this peer's key if it has none yet.
     *
     * @param isLasting whether it is here for more than a question or a fetch, so that others may
     *     rely on it
     * @param events hears what happens, but to a share
     */
    public static Engine start(NodeConfig config, boolean isLasting, Consumer<NodeEvent> events)
            throws IOException, StorageException {
        PeerKeyPair keys = IdentityFile.open(config.state());
        Library library = Library.open(config.state().resolve("library.db"));
        try {
            return new Engine(config, keys, library, isLasting, events);
        } catch (IOException e) {
            library.close();
            throw e;
        }
    }

    /** An index would refuse a name that is against the rule, and the announce with it. */
    private Optional<CredentialRenewal> credential() {
        try {
            String name = PeerName.check(config.name());
            int port = door.address().getPort();
            return Optional.of(
                    new CredentialRenewal(
                            keys, name, port, config.announceUrls(), InstantSource.system()));
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }

    /** The peers that a person named, for every share. */
    public List<InetSocketAddress> namedPeers() {
        return config.peers();
    }

    /** Where a person wants every share announced: a tier each, so that each is told. */
    public Tiers namedTrackers() {
        return config.tiers();
    }

    /** The address that this peer listens on and dials from, if not any. */
    public Optional<InetAddress> bind() {
        return config.bind();
    }

    /** The announce URLs of the trackers that a person named. */
    public List<URI> announceUrls() {
        return config.announceUrls();
    }

    /** Where the indexes that a person named are announced to. */
    public List<String> indexTrackers() {
        return config.trackers().stream()
                .filter(tracker -> tracker.index().isPresent())
                .map(tracker -> tracker.announce().toString())
                .toList();
    }

    /** Trackers of a share that are no indexes which a person named. */
    public List<String> foreignTrackers(Wanted wanted) {
        List<String> indexes = indexTrackers();
        return wanted.trackers().urls().stream().filter(url -> !indexes.contains(url)).toList();
    }

    /** Puts a share into the catalogues of the indexes that a person named, if it may be listed. */
    public Registration registration(
            int share, Note note, Visibility visibility, Consumer<NodeEvent> events) {
        List<NamedTracker> indexes =
                visibility == Visibility.UNLISTED ? List.of() : config.trackers();
        return new Registration(share, indexes, keys, config.name(), note, events);
    }

    public PeerKeyPair keys() {
        return keys;
    }

    /** The folder of its state, which holds its private key. */
    public Path state() {
        return config.state();
    }

    /** What it remembers. */
    public Library library() {
        return library;
    }

    /** The longest piece that can be fetched, bytes. */
    public long longestPiece() {
        return Math.min(MAX_PIECE_LENGTH, means.pieceMemory());
    }

    /** Where peers come in. */
    public FrontDoor door() {
        return door;
    }

    /** How peers are dialled. */
    public Dialer dialer() {
        return transports.dialer();
    }

    /** The peer id of this run. */
    public PeerId peerId() {
        return self;
    }

    /** Where this peer listens: an address that others can dial, as far as is known. */
    public InetSocketAddress address() {
        return ReachableAddress.of(door.address());
    }

    /** What a swarm needs of this peer. */
    private Swarm.Settings swarmSettings() {
        return new Swarm.Settings(
                self,
                door.address().getPort(),
                dhtPort(),
                config.reach().peerExchange(),
                up,
                down,
                buffers,
                MAX_PEERS,
                Ticker.SYSTEM,
                RandomGenerator.getDefault());
    }

    private DhtPort dhtPort() {
        return nodes.<DhtPort>map(it -> it).orElse(DhtPort.NONE);
    }

    /** On loopback alone there is nobody to hear. */
    private Optional<LocalDiscovery> localDiscovery() {
        boolean isHeard =
                config.reach().localDiscovery()
                        && config.bind().map(it -> !it.isLoopbackAddress()).orElse(true);
        return isHeard
                ? Optional.of(
                        new LocalDiscovery(
                                door.address().getPort(),
                                config.bind(),
                                Ticker.SYSTEM,
                                RandomGenerator.of("SecureRandom")))
                : Optional.empty();
    }

    /** Its part in the DHT, if it has one. */
    public Optional<Dht> dht() {
        return nodes.map(OwnNodes::dht);
    }

    /** It is here for more than a question or a fetch: others may rely on it. */
    public void stay() {
        dht().ifPresent(Dht::stay);
    }

    /** The address book of a new share, and who dials by it. */
    public Connector connector() {
        boolean onLoopback = config.bind().map(InetAddress::isLoopbackAddress).orElse(false);
        return new Connector(
                new AddressBook(MAX_ADDRESSES, onLoopback),
                dialer(),
                transports.utpDialer(),
                Ticker.SYSTEM);
    }

    /** Who asks the peers of a link for its metadata; does nothing before it is started. */
    public MetadataFetch metadataFetch(Magnet magnet, Connector connector) {
        return new MetadataFetch(
                magnet,
                self,
                door.address().getPort(),
                dhtPort(),
                config.reach().peerExchange(),
                connector,
                Ticker.SYSTEM);
    }

    /** The swarm of a share; does nothing before it is started. */
    public Swarm swarm(
            Library.Entry entry, ShareFiles files, Connector connector, SwarmListener listener) {
        Info info = entry.metainfo().info();
        return new Swarm(
                info,
                entry.have(),
                disk.share(info, files, library),
                connector,
                swarmSettings(),
                listener);
    }

    /** A way of finding the peers of a share, and what follows from that. */
    public record Source(Origin origin, PeerSource peers) {}

    /** Begins to look for the peers of a share that is not private in all ways but its trackers. */
    public List<Source> beyondTrackers(
            InfoHash id, Function<Origin, PeerSource.Subscriber> subscriber) {
        List<Source> sources = new ArrayList<>();
        nodes.ifPresent(it ->
                sources.add(new Source(Origin.DHT, it.source(id, subscriber.apply(Origin.DHT)))));
        local.ifPresent(it ->
                sources.add(
                        new Source(
                                Origin.LOCAL_DISCOVERY,
                                it.source(id, subscriber.apply(Origin.LOCAL_DISCOVERY)))));
        return List.copyOf(sources);
    }

    /** Begins to ask the trackers of a share for its peers, and to be found there. */
    public List<Source> trackers(
            InfoHash id, Tiers trackers, Function<Origin, PeerSource.Subscriber> subscriber) {
        if (trackers.isEmpty()) {
            return List.of();
        }
        boolean here = areHere(trackers);
        Announcer.Self who =
                new Announcer.Self(
                        self,
                        door.address().getPort(),
                        here ? addressForHere() : Optional.empty(),
                        config.bind(),
                        config.announceUrls(),
                        credential);
        Origin origin = here ? Origin.LOCAL_TRACKER : Origin.TRACKER;
        return List.of(
                new Source(origin, Announcer.start(id, trackers, who, subscriber.apply(origin))));
    }

    /**
     * What to tell trackers on this machine: they see a loopback address, which is of no use to
     * peers elsewhere.
     */
    private Optional<String> addressForHere() {
        return config.bind().isEmpty()
                ? Optional.of(address().getAddress().getHostAddress())
                : Optional.empty();
    }

    /**
     * Whether all these trackers are on this machine. May ask for the addresses of hosts, but waits
     * for no name server: what is here, this machine knows by itself.
     */
    private static boolean areHere(Tiers trackers) {
        return trackers.urls().stream().allMatch(Engine::isHere);
    }

    private static boolean isHere(String url) {
        try {
            Optional<Authority> at = Authority.of(URI.create(url));
            return at.isPresent()
                    && NameLookup.SYSTEM.find(at.get().host(), OWN_NAMES)[0].isLoopbackAddress();
        } catch (IllegalArgumentException | IOException _) {
            return false;
        }
    }

    /** Lets nobody in any more, and closes what all shares had in common; after the shares. */
    @Override
    public void close() {
        door.close();
        nodes.ifPresent(OwnNodes::close);
        local.ifPresent(LocalDiscovery::close);
        transports.close();
        disk.close();
        library.close();
    }
}
