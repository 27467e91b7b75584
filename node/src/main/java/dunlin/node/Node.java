package dunlin.node;

import dunlin.discovery.tracker.Announcer;
import dunlin.discovery.tracker.CredentialRenewal;
import dunlin.net.ReachableAddress;
import dunlin.peer.Handshaker;
import dunlin.peer.PeerListeningSocket;
import dunlin.peer.RateLimiter;
import dunlin.peer.Transport;
import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.DiskPool;
import dunlin.storage.Library;
import dunlin.storage.ShareFiles;
import dunlin.storage.StorageException;
import dunlin.storage.Uninterruptibly;
import dunlin.storage.Verifier;
import dunlin.swarm.PieceBuffers;
import dunlin.swarm.Swarm;
import dunlin.swarm.SwarmListener;
import dunlin.swarm.dial.PeerHost;
import dunlin.swarm.metadata.MetadataFetch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A running peer: it listens, holds its shares, and finds peers for them. Thread-safe. */
public final class Node implements AutoCloseable {
    private static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(10);

    /** Memory in which pieces gather, for all shares together, bytes. */
    private static final long PIECE_MEMORY = 128L << 20;

    /** Longest piece that is fetched, bytes: three of them must fit into memory. */
    private static final int MAX_PIECE_LENGTH = 64 << 20;

    private static final int MAX_PEERS = 100;
    private static final int DISK_THREADS = 2;

    private final NodeConfig config;
    private final PeerKeyPair keys;
    private final PeerId self = PeerId.random(RandomGenerator.of("SecureRandom"));
    private final Library library;
    private final DiskPool disk;
    private final PieceBuffers buffers = new PieceBuffers(PIECE_MEMORY);
    private final RateLimiter up;
    private final RateLimiter down;
    private final PeerListeningSocket listening;
    private final Optional<CredentialRenewal> credential;

    /** Who takes the peers of an info-hash. */
    private final Map<InfoHash, PeerHost> hosts = new ConcurrentHashMap<>();

    /** Those that are open, until their closing has ended. */
    private final Map<InfoHash, Share> shares = new ConcurrentHashMap<>();

    private volatile boolean closed;

    private Node(NodeConfig config, PeerKeyPair keys, Library library) throws IOException {
        this.config = config;
        this.keys = keys;
        this.library = library;
        this.up = new RateLimiter(config.upRate());
        this.down = new RateLimiter(config.downRate());
        this.listening = listen(config);
        this.credential = credential();
        // Last: if listening fails, no thread is left behind.
        this.disk = new DiskPool(DISK_THREADS);
    }

    /** Opens the library and starts to listen; makes this peer's key if it has none yet. */
    public static Node open(NodeConfig config) throws IOException, StorageException {
        Files.createDirectories(config.state());
        PeerKeyPair keys = IdentityFile.open(config.state());
        Library library = Library.open(config.state().resolve("library.db"));
        try {
            return new Node(config, keys, library);
        } catch (IOException e) {
            library.close();
            throw e;
        }
    }

    /** An index would refuse a name that is against the rule, and the announce with it. */
    private Optional<CredentialRenewal> credential() {
        try {
            String name = PeerName.check(config.name());
            int port = listening.address().getPort();
            return Optional.of(new CredentialRenewal(keys, name, port, InstantSource.system()));
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }

    private PeerListeningSocket listen(NodeConfig config) throws IOException {
        try {
            return listen(config, config.port());
        } catch (IOException e) {
            if (config.portRequired() || config.port() == 0) {
                throw new IOException(
                        "cannot listen on port " + config.port() + ": " + e.getMessage(), e);
            }
            return listen(config, 0);
        }
    }

    private PeerListeningSocket listen(NodeConfig config, int port) throws IOException {
        InetSocketAddress address =
                config.bind()
                        .map(bind -> new InetSocketAddress(bind, port))
                        .orElseGet(() -> new InetSocketAddress(port));
        return PeerListeningSocket.open(address, PeerListeningSocket.Bounds.USUAL, this::incoming);
    }

    /** Takes a connection that someone else made; on a thread of its own. */
    private void incoming(Transport transport) throws IOException, ProtocolException {
        Handshaker.Greeted greeted =
                Handshaker.answer(
                        transport,
                        id -> Optional.ofNullable(hosts.get(id)).map(PeerHost::handshake),
                        HANDSHAKE_DEADLINE);
        PeerHost host = hosts.get(greeted.theirs().infoHash());
        if (host == null) {
            transport.close();
        } else {
            host.admit(greeted, true);
        }
    }

    /** The key that others know this peer by. */
    public PeerKey key() {
        return keys.publicKey();
    }

    /** Where this peer listens: an address that others can dial, as far as is known. */
    public InetSocketAddress address() {
        return ReachableAddress.of(listening.address());
    }

    /**
     * What the library remembers as standing whole and unchanged at {@code content}, so that it
     * need not be hashed again.
     */
    public Optional<Metainfo> remembered(Path content) throws StorageException {
        Optional<Library.Entry> entry = library.findByContent(content);
        return entry.isPresent() && entry.get().have().isAll() && library.unchanged(entry.get())
                ? entry.map(Library.Entry::metainfo)
                : Optional.empty();
    }

    /** Serves content that is whole at {@code content} (its file or folder). */
    public Share serve(Metainfo metainfo, Path content, Tiers trackers, SwarmListener listener)
            throws StorageException {
        Bitfield all = Bitfield.all(metainfo.info().geometry().pieces());
        return servePieces(metainfo, content, all, trackers, listener);
    }

    /**
     * Serves only these pieces of the content at {@code content}, and fetches none: for
     * demonstrations and tests.
     */
    public Share servePieces(
            Metainfo metainfo,
            Path content,
            Bitfield pieces,
            Tiers trackers,
            SwarmListener listener)
            throws StorageException {
        Path absolute = content.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) {
            throw new StorageException(
                    StorageException.Reason.OBSTRUCTED,
                    absolute,
                    absolute + " has no name to be shared under");
        }
        refuseTwice(metainfo.info(), absolute);
        Library.Entry entry =
                new Library.Entry(metainfo, folder, name.toString(), pieces, Instant.now());
        if (pieces.isAll()) {
            library.put(entry);
        }
        ShareFiles files =
                ShareFiles.open(folder, entry.name(), metainfo.info(), ShareFiles.Mode.SERVE);
        Share share = open(entry, files, listener);
        share.swarm().serveOnly();
        begin(share, trackers, listener);
        return share;
    }

    /**
     * Fetches a share into {@code folder}, or finds it there. What is there of it already is
     * verified and kept.
     *
     * @throws StorageException also if something else stands in its place
     * @throws ProtocolException if it is of a kind that cannot be fetched
     */
    public Share fetch(Metainfo metainfo, Path folder, Tiers trackers, SwarmListener listener)
            throws StorageException, ProtocolException, InterruptedException {
        Info info = metainfo.info();
        if (!info.hasPieceHashes()) {
            throw new ProtocolException(
                    "this share has v2 hashes only, which cannot be fetched yet");
        }
        if (info.geometry().pieceLength() > MAX_PIECE_LENGTH) {
            throw new ProtocolException(
                    "its pieces of "
                            + info.geometry().pieceLength()
                            + " bytes are too long to be fetched, "
                            + MAX_PIECE_LENGTH
                            + " is the most");
        }
        Path absolute = folder.toAbsolutePath().normalize();
        refuseTwice(info, absolute);
        ShareFiles files = ShareFiles.open(absolute, info.name(), info, ShareFiles.Mode.FETCH);
        try {
            files.check();
            Bitfield have = present(info, absolute, files, listener);
            Library.Entry entry =
                    new Library.Entry(metainfo, absolute, info.name(), have, Instant.now());
            files.finish(have); // before the files are stamped: some may get their names only now
            library.put(entry);
            Share share = open(entry, files, listener);
            begin(share, trackers, listener);
            return share;
        } catch (StorageException | InterruptedException e) {
            files.close();
            throw e;
        }
    }

    /** Which pieces stand there already: as the library remembers, or else as their hashes say. */
    private Bitfield present(Info info, Path folder, ShareFiles files, SwarmListener listener)
            throws StorageException, InterruptedException {
        Optional<Library.Entry> remembered =
                library.find(info.id())
                        .filter(entry -> entry.folder().equals(folder))
                        .filter(entry -> entry.name().equals(info.name()));
        if (remembered.isPresent()) {
            Bitfield had = remembered.get().have();
            // Files that are whole may have been changed by others since; .part files are ours
            // alone.
            if (had.isAll() ? library.unchanged(remembered.get()) : had.count() > 0) {
                return files.stillThere(had);
            }
        }
        return Verifier.verify(
                info, files, DISK_THREADS, done -> listener.checking(done, info.geometry().size()));
    }

    /** A share whose files are open and its from here on; nothing is exchanged yet. */
    private Share open(Library.Entry entry, ShareFiles files, SwarmListener listener)
            throws StorageException {
        Info info = entry.metainfo().info();
        Share share =
                new Share(
                        entry,
                        files,
                        new Swarm.Settings(
                                self,
                                listening.address().getPort(),
                                dialFrom(),
                                up,
                                down,
                                disk,
                                buffers,
                                library,
                                MAX_PEERS),
                        listener,
                        this::forget);
        if (shares.putIfAbsent(info.id(), share) != null) {
            files.close();
            throw isOpenAlready(info, files.path());
        }
        if (closed) { // and close() may not have seen this share
            share.close();
            throw new StorageException(
                    StorageException.Reason.FAILED, files.path(), "this peer is closing");
        }
        return share;
    }

    /** To be asked before anything is changed for the sake of a share that is not to be opened. */
    private void refuseTwice(Info info, Path at) throws StorageException {
        if (shares.containsKey(info.id())) {
            throw isOpenAlready(info, at);
        }
    }

    private static StorageException isOpenAlready(Info info, Path at) {
        return new StorageException(
                StorageException.Reason.OBSTRUCTED,
                at,
                info.name() + " is being shared or fetched already");
    }

    private void forget(Share share) {
        InfoHash id = share.swarm().id();
        hosts.remove(id, share.swarm());
        shares.remove(id, share);
    }

    /** Lets peers in, dials those that are known, and announces. */
    private void begin(Share share, Tiers trackers, SwarmListener listener) {
        Swarm swarm = share.swarm();
        hosts.put(swarm.id(), swarm);
        swarm.start();
        swarm.addPeers(config.peers(), true);
        share.announcedBy(announce(swarm, trackers, share::progress, listener));
    }

    private Optional<InetSocketAddress> dialFrom() {
        return config.bind().map(address -> new InetSocketAddress(address, 0));
    }

    private Optional<Announcer> announce(
            PeerHost host,
            Tiers trackers,
            Supplier<Announcer.Progress> progress,
            SwarmListener listener) {
        if (trackers.isEmpty()) {
            return Optional.empty();
        }
        Announcer.Self who =
                new Announcer.Self(
                        self,
                        listening.address().getPort(),
                        addressFor(trackers),
                        config.name(),
                        config.bind(),
                        credential);
        return Optional.of(
                Announcer.start(
                        host.handshake().infoHash(),
                        trackers,
                        who,
                        new Subscription(host, progress, listener, areLocal(trackers))));
    }

    /**
     * What to tell trackers on this machine: they see a loopback address, which is of no use to
     * peers elsewhere.
     */
    private Optional<String> addressFor(Tiers trackers) {
        return areLocal(trackers) && config.bind().isEmpty()
                ? Optional.of(address().getAddress().getHostAddress())
                : Optional.empty();
    }

    private static boolean areLocal(Tiers trackers) {
        return trackers.urls().stream().allMatch(Node::isLocal);
    }

    private static boolean isLocal(String url) {
        try {
            String host = URI.create(url).getHost();
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (IllegalArgumentException | UnknownHostException e) {
            return false;
        }
    }

    /**
     * Fetches the metadata that a magnet link names, from the peers of its swarm (BEP 9). Blocks.
     *
     * @return the metadata, or empty if no peer gave it in time
     */
    public Optional<Metainfo> resolve(
            Magnet magnet, Tiers trackers, Duration deadline, SwarmListener listener)
            throws ProtocolException, InterruptedException {
        try (MetadataFetch fetch =
                new MetadataFetch(magnet, self, listening.address().getPort(), dialFrom())) {
            hosts.putIfAbsent(magnet.id(), fetch);
            fetch.addPeers(config.peers(), true);
            fetch.addPeers(magnet.peers().stream().map(Node::address).toList(), false);
            // Until the metadata is known a peer says that it lacks something: one block.
            Announcer.Progress start = new Announcer.Progress(0, 0, Geometry.BLOCK_LENGTH);
            Optional<Announcer> announcer = announce(fetch, trackers, () -> start, listener);
            try {
                Optional<byte[]> info = fetch.await(deadline);
                return info.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Metainfo.of(Info.parse(info.get()), trackers));
            } finally {
                announcer.ifPresent(Announcer::close);
                hosts.remove(magnet.id(), fetch);
            }
        }
    }

    /** The address of a peer that a magnet link names as {@code host:port}. */
    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = hostAndPort.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(host, Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    /**
     * Asks peers which pieces of a share they have. Blocks until all answered or the deadline is
     * over.
     *
     * @return those that answered, in the order of {@code peers}
     */
    public List<Located> locate(Metainfo metainfo, List<InetSocketAddress> peers, Duration deadline)
            throws InterruptedException {
        return SwarmSurvey.ask(metainfo, peers, self, dialFrom(), deadline);
    }

    /** Stops every share, tells the trackers, closes all. */
    @Override
    public void close() {
        closed = true;
        listening.close();
        List<Thread> closing = new ArrayList<>();
        shares.values().forEach(share -> closing.add(Thread.startVirtualThread(share::close)));
        Uninterruptibly.join(closing); // an executor would pass an interrupt on to them
        disk.close();
        library.close();
    }
}
