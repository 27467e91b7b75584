package dunlin.swarm;

import dunlin.net.Ticker;
import dunlin.peer.Greeted;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.peer.RateLimiter;
import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.storage.ShareDisk;
import dunlin.storage.StorageException;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.dial.PeerHost;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share exchanged among many peers: lets them in ({@link Admission}), hears what they say
 * ({@link Conversation}), and puts {@link Download}, {@link Upload} and {@link PieceStore} to work.
 * Thread-safe.
 *
 * <p>One lock guards the peers and all of these. Under it nothing blocks and nobody outside is
 * called, but for what has a lock of its own and calls nobody: the connector's address book, the
 * buffers, and the queues of the connections. Messages are put there under the lock, so that they
 * leave in the order of the decisions. Connections call in on their reader threads, the disk on its
 * own, and a loop of the swarm's own ticks every second.
 */
public final class Swarm implements PeerHost {
    private static final Logger LOG = LoggerFactory.getLogger(Swarm.class);
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    /**
     * What a swarm needs of the node it lives in.
     *
     * @param self the peer id to be met by
     * @param listenPort where others can dial us
     * @param dht the node's part in the DHT, of which no private share's peers are told
     * @param tellsOfPeers whether peers tell each other of peers; of a private share they never do
     * @param random draws what is drawn; in a simulation by a seed
     */
    public record Settings(
            PeerId self,
            int listenPort,
            DhtPort dht,
            boolean tellsOfPeers,
            RateLimiter up,
            RateLimiter down,
            PieceBuffers buffers,
            int maxPeers,
            Ticker ticker,
            RandomGenerator random) {}

    private final Info info;
    private final Geometry geometry;
    private final Settings settings;
    private final SwarmListener listener;
    private final PeerConnection.Settings connectionSettings;
    private final Connector connector;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerConnection, SwarmPeer> peers = new LinkedHashMap<>();
    private final DhtPort dht;
    private final Admission admission;
    private final Gossip gossip;
    private final HolePunching holePunching;
    private final Conversation conversation;
    private final Download download;
    private final Upload upload;
    private final PieceStore store;
    private final Ticker ticker;
    private volatile Optional<Ticker.Loop> loop = Optional.empty();
    private boolean closed;
    private long tickedAt; // of the loop alone

    /**
     * A swarm that has {@code have} of the share, and fetches what is missing. It does nothing
     * before {@link #start}.
     *
     * @param disk where the share is; to be closed after the swarm
     * @param connector of this share alone; to be closed after the swarm
     */
    public Swarm(
            Info info,
            Bitfield have,
            ShareDisk.Opening disk,
            Connector connector,
            Settings settings,
            SwarmListener listener) {
        this.info = info;
        this.geometry = info.geometry();
        this.settings = settings;
        this.listener = listener;
        this.connector = connector;
        this.ticker = settings.ticker();
        long now = ticker.nanoTime();
        this.download =
                new Download(
                        info, have, peers.values(), settings.buffers(), settings.random(), now);
        this.dht = info.isPrivate() ? DhtPort.NONE : settings.dht();
        this.upload = new Upload(geometry, download, peers.values(), settings.random(), now);
        this.admission = new Admission(settings.self(), settings.maxPeers(), connector);
        boolean gossips = settings.tellsOfPeers() && !info.isPrivate();
        this.gossip =
                new Gossip(gossips, download, geometry.pieces(), connector, settings.random());
        this.holePunching =
                new HolePunching(gossips, peers.values(), connector, when -> room(when) > 0, now);
        this.conversation =
                new Conversation(
                        info,
                        download,
                        upload,
                        gossip,
                        holePunching,
                        connector,
                        settings.listenPort(),
                        dht);
        this.store = new PieceStore(info, have, disk, ticker, listener, download, admission, lock);
        this.connectionSettings =
                new PeerConnection.Settings(
                        store.blocks(),
                        settings.up(),
                        settings.down(),
                        FrameLimits.ofPieces(geometry.pieces()));
    }

    /** Makes it serve what it has and ask for nothing. Only before it is started. */
    public void serveOnly() {
        lock.lock();
        try {
            download.stop();
        } finally {
            lock.unlock();
        }
    }

    /** Begins to dial and to fetch. To be called once; does nothing after {@link #close}. */
    public void start() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            download.start();
            tickedAt = ticker.nanoTime() - TICK_NANOS;
            loop = Optional.of(ticker.loop("swarm " + info.name(), this::step));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Handshake handshake() {
        return Handshake.ours(id(), settings.self()).withDht(dht.port().isPresent());
    }

    public InfoHash id() {
        return info.id();
    }

    @Override
    public boolean wantsPeers() {
        lock.lock();
        try {
            // A complete one, too: it may be that nobody can dial us.
            return (download.wants() || download.complete())
                    && ofUse(ticker.nanoTime()) < settings.maxPeers() / 2;
        } finally {
            lock.unlock();
        }
    }

    /** How many peers there are, without those who came and do nothing. */
    private long ofUse(long now) {
        return peers.values().stream()
                .filter(peer -> !peer.connection.incoming() || peer.isUseful(now))
                .count();
    }

    @Override
    public void peersFound() {
        wake();
    }

    @Override
    public void unreachable(InetSocketAddress peer) {
        lock.lock();
        try {
            holePunching.unreachable(peer, ticker.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void admit(Greeted greeted) {
        PeerConnection connection = greeted.open(new Ears(), connectionSettings);
        Optional<String> refusal;
        lock.lock();
        try {
            long now = ticker.nanoTime();
            SwarmPeer peer = new SwarmPeer(connection, now);
            refusal =
                    closed
                            ? Optional.of("the share is closed")
                            : admission.refusal(peer, peers.values(), now);
            if (refusal.isEmpty()) {
                peers.put(connection, peer);
                download.joined(peer);
                conversation.greet(connection);
            }
        } finally {
            lock.unlock();
        }
        refusal.ifPresent(connection::close);
        connection.start();
    }

    /** What arrives on the connections. */
    private final class Ears implements PeerListener {
        @Override
        public void onMessage(PeerConnection connection, Message message) throws ProtocolException {
            lock.lock();
            try {
                SwarmPeer peer = peers.get(connection);
                if (peer != null) {
                    conversation.hear(peer, message, ticker.nanoTime());
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public @Nullable ByteBuffer onBlockStart(PeerConnection connection, Message.Piece head)
                throws ProtocolException {
            lock.lock();
            try {
                SwarmPeer peer = peers.get(connection);
                return peer == null ? null : download.begins(peer, head, ticker.nanoTime());
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onBlock(PeerConnection connection, Message.Piece head)
                throws ProtocolException {
            CompletePiece complete = null;
            lock.lock();
            try {
                SwarmPeer peer = peers.get(connection);
                if (peer != null) {
                    complete = download.arrived(peer, head, ticker.nanoTime());
                }
            } finally {
                lock.unlock();
            }
            if (complete != null) {
                store.submit(complete);
            }
        }

        @Override
        public void onClosed(PeerConnection connection, String reason) {
            long now = ticker.nanoTime();
            InetSocketAddress address = connection.remote();
            Set<InetSocketAddress> free = Set.of(address);
            Optional<String> client = Optional.empty();
            int pieces = 0;
            boolean useless = false;
            lock.lock();
            try {
                SwarmPeer peer = peers.remove(connection);
                if (peer != null) {
                    pieces = download.pieces(peer);
                    useless = download.useless(peer);
                    download.left(peer, now);
                    upload.left(peer, now);
                    address = peer.address();
                    free = peer.addresses();
                    client = Optional.of(peer.client());
                }
                free = withoutConnected(free);
            } finally {
                lock.unlock();
            }
            LOG.debug("{} ({}): {}", connection.remote(), info.name(), reason);
            boolean worthwhile = connection.downloaded() + connection.uploaded() > 0;
            for (InetSocketAddress each : free) {
                if (useless) {
                    connector.complete(each, now);
                } else {
                    connector.disconnected(each, worthwhile, now);
                }
            }
            wake();
            if (client.isPresent()) {
                listener.peerLeft(address, client.get(), pieces, connection.uploaded());
            }
        }
    }

    /** Those at which no peer is connected; one may be, when only a second connection ended. */
    private Set<InetSocketAddress> withoutConnected(Set<InetSocketAddress> addresses) {
        Set<InetSocketAddress> gone = new HashSet<>(addresses);
        peers.values().forEach(peer -> gone.removeAll(peer.addresses()));
        return gone;
    }

    /** What is due now, on the loop. @return for how long nothing more is */
    private long step(long now) {
        store.submitPadding();
        int room;
        lock.lock();
        try {
            if (closed) {
                return Ticker.Step.END;
            }
            if (now - tickedAt >= TICK_NANOS) {
                tickedAt = now;
                tick(now);
            }
            room = room(now);
        } finally {
            lock.unlock();
        }
        noteDialled(connector.dial(room, now), now);
        return Math.max(1, tickedAt + TICK_NANOS - ticker.nanoTime());
    }

    private void noteDialled(Collection<InetSocketAddress> addresses, long now) {
        if (addresses.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            holePunching.dialled(addresses, now);
        } finally {
            lock.unlock();
        }
    }

    private int room(long now) {
        if (download.wants()) {
            return admission.room(peers.values(), now);
        }
        return download.complete() ? admission.roomToGive(peers.values(), now) : 0;
    }

    private void tick(long now) {
        for (SwarmPeer peer : peers.values()) {
            peer.connection.tick(now);
        }
        download.tick(now);
        upload.tick(now);
        gossip.tick(peers.values(), now);
        holePunching.tick(now);
    }

    /** How the swarm stands now. */
    public SwarmStatus status() {
        int known = connector.known();
        lock.lock();
        try {
            long now = ticker.nanoTime();
            List<SwarmStatus.Peer> list = new ArrayList<>(peers.size());
            for (SwarmPeer peer : peers.values()) {
                list.add(peer.status(download.pieces(peer), download.outstanding(peer), now));
            }
            return new SwarmStatus(
                    geometry.pieces(),
                    store.completePieces(),
                    geometry.size(),
                    store.completeBytes(),
                    download.rate(now),
                    upload.rate(now),
                    download.received(),
                    upload.sent(),
                    known,
                    list,
                    download.sources(),
                    store.bytesWriting());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every piece is verified, on the disk and noted in the library.
     *
     * @return false if the time was over, or the swarm closed, first
     * @throws StorageException if the disk failed and fetching stopped
     */
    public boolean awaitDone(Duration timeout) throws InterruptedException, StorageException {
        return store.awaitDone(timeout);
    }

    /**
     * Waits until something that was complete is found changed, or the time is over: then it is
     * time to {@link #lookAgain}.
     *
     * @return false if the swarm was closed
     * @throws StorageException as soon as the disk refuses, or has nothing any more of what is
     *     served
     */
    public boolean awaitDoubt(Duration timeout) throws InterruptedException, StorageException {
        return store.awaitDoubt(timeout);
    }

    /**
     * Looks whether what is served is still what was verified; of what is not, the listener and the
     * peers are told. To be called by one thread; blocks.
     */
    public void lookAgain() throws InterruptedException {
        store.lookAgain();
    }

    private void wake() {
        loop.ifPresent(Ticker.Loop::wake);
    }

    /** Closes every connection, and waits until the pieces that are complete are on the disk. */
    @Override
    public void close() {
        List<PeerConnection> open;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            download.stop();
            open = List.copyOf(peers.keySet());
        } finally {
            lock.unlock();
        }
        loop.ifPresent(Ticker.Loop::close);
        open.forEach(connection -> connection.close("the share is closed"));
        store.close();
    }
}
