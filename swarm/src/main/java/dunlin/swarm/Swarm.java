package dunlin.swarm;

import dunlin.peer.BlockSource;
import dunlin.peer.Handshaker.Greeted;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.peer.RateLimiter;
import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.storage.DiskPool;
import dunlin.storage.Library;
import dunlin.storage.ShareFiles;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share exchanged among many peers: lets them in, hears what they say, and puts {@link
 * Download}, {@link Upload} and {@link Choker} to work. Thread-safe.
 *
 * <p>One lock guards the swarm's peers and both halves. Under it nothing blocks and nobody outside
 * is called, but for the queues of the connections: messages are put there under the lock, so that
 * they leave in the order of the decisions. Connections call in on their reader threads, the disk
 * pool on its own, and one thread of the swarm's own ticks every second.
 */
public final class Swarm implements PeerHost {
    private static final Logger LOG = LoggerFactory.getLogger(Swarm.class);
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MAX_ADDRESSES = 2_000;

    /** Peers served at once at least: a machine in a team's network has upload to spare. */
    private static final int MIN_SLOTS = 8;

    /**
     * Small requests for metadata draw large answers: beyond so many waiting bytes there are none.
     */
    private static final int MAX_PENDING_METADATA = 512 * 1024;

    private static final String FALSE_BLOCK = "sent a false block";

    /** What a swarm needs of the node it lives in. */
    public record Settings(
            PeerId self,
            int listenPort,
            Optional<InetSocketAddress> bind,
            RateLimiter up,
            RateLimiter down,
            DiskPool disk,
            PieceBuffers buffers,
            Library library,
            int maxPeers) {}

    private final Info info;
    private final Geometry geometry;
    private final Settings settings;
    private final SwarmListener listener;
    private final DiskPool.Target target;
    private final PeerConnection.Settings connectionSettings;
    private final Connector connector;
    private final MetadataServing metadata;
    private boolean fetches;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<PeerConnection, SwarmPeer> peers = new LinkedHashMap<>();
    private final Download download;
    private final Upload upload;
    private final Choker<SwarmPeer> choker;
    private final RateMeter down = new RateMeter(System.nanoTime());
    private final RateMeter up = new RateMeter(System.nanoTime());
    private long uploadedByGone;
    private long downloadedByGone;
    private long rechokedAt = System.nanoTime();
    private int uncommitted;

    /** Bytes of the pieces that would survive a power cut: nothing else is said to be had. */
    private long committedBytes;

    private @Nullable StorageException failure;
    private boolean closed;

    /**
     * A swarm that has {@code have} of the share, and fetches what is missing. It does nothing
     * before {@link #start}.
     */
    public Swarm(
            Info info, ShareFiles files, Bitfield have, Settings settings, SwarmListener listener) {
        RandomGenerator random = RandomGenerator.getDefault();
        this.info = info;
        this.geometry = info.geometry();
        this.settings = settings;
        this.listener = listener;
        this.target = new DiskPool.Target(info, files, settings.library(), new DiskEvents());
        this.download = new Download(geometry, have, settings.buffers(), random);
        this.upload = new Upload(geometry, download);
        this.choker = new Choker<>(random);
        this.metadata = new MetadataServing(info.bytes());
        this.uncommitted = geometry.pieces() - have.count();
        for (int piece = have.nextSet(0); piece >= 0; piece = have.nextSet(piece + 1)) {
            this.committedBytes += geometry.pieceSize(piece);
        }
        this.fetches = uncommitted > 0;
        BlockSource blocks =
                (block, out) -> {
                    try {
                        files.slices(geometry.offset(block), block.length(), out);
                    } catch (StorageException e) {
                        throw new IOException(e.getMessage(), e);
                    }
                };
        this.connectionSettings =
                new PeerConnection.Settings(
                        blocks,
                        settings.up(),
                        settings.down(),
                        FrameLimits.ofPieces(geometry.pieces()));
        this.connector =
                new Connector(
                        new AddressBook(
                                MAX_ADDRESSES,
                                settings.bind().isPresent()
                                        && settings.bind().get().getAddress().isLoopbackAddress()),
                        handshake(),
                        settings.bind(),
                        greeted -> admit(greeted, false));
    }

    /** Makes it serve what it has and ask for nothing. Only before it is started. */
    public void serveOnly() {
        fetches = false;
        download.pause();
    }

    /** Begins to dial and to let peers in. */
    public void start() {
        if (fetches) {
            settings.buffers().join();
        }
        Thread.ofVirtual().name("swarm " + info.name()).start(this::run);
    }

    @Override
    public Handshake handshake() {
        return new Handshake(id(), settings.self(), true, true, false);
    }

    public InfoHash id() {
        return info.id();
    }

    @Override
    public void addPeers(Collection<InetSocketAddress> addresses, boolean trusted) {
        connector.add(addresses, trusted, System.nanoTime());
        wake();
    }

    @Override
    public boolean wantsPeers() {
        lock.lock();
        try {
            return !download.complete() && peers.size() < settings.maxPeers() / 2;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void admit(Greeted greeted, boolean incoming) {
        PeerConnection connection =
                PeerConnection.of(
                        greeted.transport(),
                        greeted.theirs(),
                        incoming,
                        new Ears(),
                        connectionSettings);
        Optional<String> refusal;
        lock.lock();
        try {
            refusal = refusal(connection);
            if (refusal.isEmpty()) {
                SwarmPeer peer = new SwarmPeer(connection, System.nanoTime());
                peers.put(connection, peer);
                download.joined(peer);
                greet(connection);
            }
        } finally {
            lock.unlock();
        }
        refusal.ifPresent(connection::close);
        connection.start();
    }

    /** Why a connection is not let in, if it is not. */
    private Optional<String> refusal(PeerConnection connection) {
        if (closed) {
            return Optional.of("the share is closed");
        }
        if (connector.banned(connection.remote())) {
            return Optional.of("banned");
        }
        if (peers.size() >= settings.maxPeers()) {
            return Optional.of("too many peers");
        }
        for (PeerConnection other : peers.keySet()) {
            if (other.peerId().equals(connection.peerId())) {
                if (keeps(other, connection)) {
                    return Optional.of("connected already");
                }
                other.close("connected anew");
            }
        }
        return Optional.empty();
    }

    /**
     * Of two connections with one peer, which arise when both sides dial at once, both sides must
     * keep the same one: that which the higher peer id dialled.
     */
    private boolean keeps(PeerConnection old, PeerConnection fresh) {
        if (old.incoming() == fresh.incoming()) {
            return true;
        }
        boolean weAreHigher =
                java.util.Arrays.compareUnsigned(settings.self().bytes(), fresh.peerId().bytes())
                        > 0;
        return weAreHigher != old.incoming();
    }

    private void greet(PeerConnection connection) {
        Bitfield have = download.have();
        if (connection.fast() && have.isAll()) {
            connection.send(new Message.HaveAll());
        } else if (connection.fast() && have.count() == 0) {
            connection.send(new Message.HaveNone());
        } else if (have.count() > 0) {
            connection.send(new Message.BitfieldMessage(have.toBytes()));
        }
        if (connection.extended()) {
            connection.send(
                    Introduction.message(
                            connection,
                            OptionalInt.of(settings.listenPort()),
                            info.isPrivate() || metadata.size() == 0
                                    ? OptionalInt.empty()
                                    : OptionalInt.of(metadata.size())));
        }
    }

    /** What arrives on the connections. */
    private final class Ears implements PeerListener {
        @Override
        public void onMessage(PeerConnection connection, Message message) throws ProtocolException {
            lock.lock();
            try {
                SwarmPeer peer = peers.get(connection);
                if (peer != null) {
                    hear(peer, message, System.nanoTime());
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
                return peer == null ? null : download.begins(peer, head);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onBlock(PeerConnection connection, Message.Piece head)
                throws ProtocolException {
            Download.CompletePiece complete = null;
            lock.lock();
            try {
                SwarmPeer peer = peers.get(connection);
                if (peer != null) {
                    long now = System.nanoTime();
                    down.add(head.length(), now);
                    complete = download.arrived(peer, head, now);
                }
            } finally {
                lock.unlock();
            }
            if (complete != null) {
                submit(complete);
            }
        }

        @Override
        public void onClosed(PeerConnection connection, String reason) {
            SwarmPeer peer;
            int pieces = 0;
            lock.lock();
            try {
                peer = peers.remove(connection);
                if (peer != null) {
                    pieces = download.pieces(peer);
                    download.left(peer);
                    fillSlots(System.nanoTime());
                    uploadedByGone += connection.uploaded();
                    downloadedByGone += connection.downloaded();
                }
            } finally {
                lock.unlock();
            }
            LOG.debug("{} ({}): {}", connection.remote(), info.name(), reason);
            InetSocketAddress address = peer == null ? connection.remote() : peer.address();
            boolean worthwhile = connection.downloaded() + connection.uploaded() > 0;
            connector.disconnected(address, worthwhile, System.nanoTime());
            wake();
            if (peer != null) {
                listener.peerLeft(address, peer.client(), pieces, connection.uploaded());
            }
        }
    }

    private void hear(SwarmPeer peer, Message message, long now) throws ProtocolException {
        switch (message) {
            case Message.Choke() -> download.choked(peer);
            case Message.Unchoke() -> download.unchoked(peer, now);
            case Message.Interested() -> {
                peer.interestedInUs = true;
                fillSlots(now);
            }
            case Message.NotInterested() -> peer.interestedInUs = false;
            case Message.Have(int piece) -> download.has(peer, piece, now);
            case Message.BitfieldMessage(byte[] bits) ->
                    download.has(peer, Bitfield.parse(bits, geometry.pieces()), now);
            case Message.HaveAll() -> download.has(peer, Bitfield.all(geometry.pieces()), now);
            case Message.HaveNone() -> download.has(peer, Bitfield.none(geometry.pieces()), now);
            case Message.Request request -> upload.requested(peer, request);
            case Message.Cancel cancel -> upload.cancelled(peer, cancel);
            case Message.Reject reject -> download.rejected(peer, reject, now);
            case Message.AllowedFast(int piece) -> download.allowed(peer, piece, now);
            case Message.Extended extended -> hearExtended(peer, extended);
            case Message.Suggest any -> {} // a hint that the rarest-first order does not need
            case Message.Port any -> {} // there is no DHT here to tell it to
            case Message.KeepAlive any -> {}
            case Message.Unknown any -> {}
            case Message.Piece any -> {} // a block's head comes through onBlockStart
        }
    }

    private void hearExtended(SwarmPeer peer, Message.Extended message) throws ProtocolException {
        if (message.id() == ExtensionHandshake.NUMBER) {
            ExtensionHandshake theirs = ExtensionHandshake.parse(message.payload());
            peer.introduced(theirs);
            connector.connected(peer.address(), System.nanoTime());
        } else if (message.id() == Extension.UT_METADATA.number()
                && !info.isPrivate()
                && MetadataMessage.parse(message.payload())
                        instanceof MetadataMessage.Request request
                && peer.connection.pendingBytes() < MAX_PENDING_METADATA) {
            peer.sendMetadata(metadata.answer(request));
        }
    }

    /**
     * Hands a complete piece to the disk; blocks the reader while the disk is behind, which slows
     * the peer down.
     */
    private void submit(Download.CompletePiece complete) {
        try {
            settings.disk().submit(target, complete.piece(), complete.buffer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lock.lock();
            try {
                download.unwritten(complete.piece(), complete.buffer());
            } finally {
                lock.unlock();
            }
        }
    }

    /** What becomes of the pieces that were handed to the disk. */
    private final class DiskEvents implements DiskPool.Listener {
        @Override
        public void written(int piece, ByteBuffer buffer) {
            byte[] fingerprints = suspected(piece) ? Suspects.fingerprints(buffer) : new byte[0];
            List<InetSocketAddress> banned;
            lock.lock();
            try {
                banned = shutOut(download.verified(piece, buffer, fingerprints));
                Message have = new Message.Have(piece);
                for (SwarmPeer peer : peers.values()) {
                    peer.connection.send(have);
                }
            } finally {
                lock.unlock();
            }
            banned.forEach(address -> listener.banned(address, FALSE_BLOCK));
        }

        private boolean suspected(int piece) {
            lock.lock();
            try {
                return download.suspected(piece);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void corrupt(int piece, ByteBuffer buffer) {
            byte[] fingerprints = Suspects.fingerprints(buffer);
            List<InetSocketAddress> banned;
            lock.lock();
            try {
                banned = shutOut(download.corrupt(piece, buffer, fingerprints));
            } finally {
                lock.unlock();
            }
            banned.forEach(address -> listener.banned(address, FALSE_BLOCK));
        }

        @Override
        public void committed(int[] pieces) {
            boolean complete;
            lock.lock();
            try {
                uncommitted -= pieces.length;
                for (int piece : pieces) {
                    committedBytes += geometry.pieceSize(piece);
                }
                complete = uncommitted == 0;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (complete) {
                settings.buffers().leave();
                listener.completed();
            }
        }

        @Override
        public void failed(int piece, ByteBuffer buffer, StorageException why) {
            lock.lock();
            try {
                download.unwritten(piece, buffer);
                stop(why);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void lost(int[] pieces, StorageException why) {
            lock.lock();
            try {
                stop(why);
            } finally {
                lock.unlock();
            }
        }

        /** Asks for no more, and lets who waits know why. */
        private void stop(StorageException why) {
            download.pause();
            failure = failure == null ? why : failure;
            changed.signalAll();
        }
    }

    /** Bans those who sent false blocks. @return their addresses */
    private List<InetSocketAddress> shutOut(Set<SwarmPeer> culprits) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (SwarmPeer culprit : culprits) {
            boolean known = connector.banned(culprit.connection.remote()); // by an earlier piece
            connector.ban(culprit.address());
            connector.ban(culprit.connection.remote());
            culprit.connection.close(FALSE_BLOCK);
            if (!known) {
                addresses.add(culprit.address());
            }
        }
        return addresses;
    }

    private void run() {
        long ticked = System.nanoTime() - TICK_NANOS;
        while (true) {
            long now = System.nanoTime();
            int room;
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                if (now - ticked >= TICK_NANOS) {
                    ticked = now;
                    tick(now);
                }
                room = download.complete() ? 0 : settings.maxPeers() - peers.size();
            } finally {
                lock.unlock();
            }
            connector.dial(room, now);
            lock.lock();
            try {
                if (!closed) {
                    changed.awaitNanos(Math.max(1, ticked + TICK_NANOS - System.nanoTime()));
                }
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    private void tick(long now) {
        download.limitMemory();
        for (SwarmPeer peer : peers.values()) {
            peer.connection.tick(now);
            up.add(peer.meterUpload(now), now);
            download.tick(peer, now);
            if (download.useless(peer)) {
                peer.connection.close("both have everything");
            }
        }
        if (now - rechokedAt >= Choker.INTERVAL) {
            rechokedAt = now;
            Set<SwarmPeer> served =
                    choker.rechoke(candidates(now), download.complete(), slots(now), now);
            for (SwarmPeer peer : peers.values()) {
                if (served.contains(peer)) {
                    peer.choke(false, now);
                } else {
                    upload.choke(peer, now);
                }
            }
        }
    }

    /**
     * Serves those who wait for a slot that is free, without waiting for the next choking round.
     */
    private void fillSlots(long now) {
        choker.fill(candidates(now), slots(now), now).forEach(peer -> peer.choke(false, now));
    }

    private int slots(long now) {
        return Math.max(MIN_SLOTS, Choker.slotsFor(up.rate(now)));
    }

    private List<Choker.Candidate<SwarmPeer>> candidates(long now) {
        List<Choker.Candidate<SwarmPeer>> candidates = new ArrayList<>(peers.size());
        for (SwarmPeer peer : peers.values()) {
            candidates.add(peer.candidate(download.outstanding(peer) > 0, now));
        }
        return candidates;
    }

    /** How the swarm stands now. */
    public SwarmStatus status() {
        int known = connector.known();
        lock.lock();
        try {
            long now = System.nanoTime();
            long uploaded = uploadedByGone;
            long downloaded = downloadedByGone;
            List<SwarmStatus.Peer> list = new ArrayList<>(peers.size());
            for (SwarmPeer peer : peers.values()) {
                uploaded += peer.connection.uploaded();
                downloaded += peer.connection.downloaded();
                list.add(
                        new SwarmStatus.Peer(
                                peer.address(),
                                peer.client(),
                                download.pieces(peer),
                                peer.down.rate(now),
                                peer.up.rate(now),
                                download.outstanding(peer),
                                peer.chokesUs,
                                peer.choked));
            }
            return new SwarmStatus(
                    geometry.pieces(),
                    geometry.pieces() - uncommitted,
                    geometry.size(),
                    committedBytes,
                    down.rate(now),
                    up.rate(now),
                    downloaded,
                    uploaded,
                    known,
                    list,
                    download.sources());
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
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (uncommitted > 0 && !closed && left > 0) {
                if (failure != null) {
                    throw failure;
                }
                left = changed.awaitNanos(left);
            }
            return uncommitted == 0;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes every connection, and waits until the pieces that are complete are on the disk. */
    @Override
    public void close() {
        connector.close();
        List<PeerConnection> open;
        boolean stillFetching;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            stillFetching = uncommitted > 0;
            open = List.copyOf(peers.keySet());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        open.forEach(connection -> connection.close("the share is closed"));
        try {
            settings.disk().drain(target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stillFetching) {
            settings.buffers().leave();
        }
    }
}
