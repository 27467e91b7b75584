package dunlin.swarm;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.wire.Message;
import dunlin.swarm.pick.Picker;
import dunlin.swarm.pick.RateMeter;
import dunlin.swarm.pick.RequestPipeline;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The fetching half of a swarm: asks for blocks, gathers them in the buffers of their pieces, and
 * keeps account of who gave what. Guarded by the swarm's lock.
 *
 * <p>A piece's buffer is made when its first block begins to arrive and belongs to this class until
 * the piece is complete; then it is the disk pool's, until that tells what became of it.
 */
final class Download {
    /** How many pieces of a peer's allowed-fast set are remembered (BEP 6 speaks of 10). */
    private static final int MAX_ALLOWED_FAST = 64;

    /** Requests that a peer which serves us may reject in a row: more than it ever has at once. */
    private static final int MAX_REJECTED = RequestPipeline.MAX + 100;

    /** A block that does not go on for so long is better had from another. */
    private static final long STALL_NANOS = Duration.ofSeconds(10).toNanos();

    /** A block that takes so long from its head to its end is, too. */
    private static final long CRAWL_NANOS = Duration.ofSeconds(60).toNanos();

    /** A piece whose blocks are all here, to be handed to the disk. */
    record CompletePiece(int piece, ByteBuffer buffer) {}

    private final Geometry geometry;

    /** The swarm's peers, seen as they come and go. */
    private final Collection<SwarmPeer> peers;

    private final Padding padding;
    private final Picker<SwarmPeer> picker;
    private final PieceBuffers buffers;
    private final Suspects<SwarmPeer> suspects = new Suspects<>();
    private final Map<Integer, ByteBuffer> gathering = new HashMap<>();
    private final Sources sources = new Sources();
    private final RateMeter meter = new RateMeter(System.nanoTime());
    private final Bitfield have;

    /**
     * Missing pieces of padding alone: for the picker these are had, since nobody is asked for
     * them.
     */
    private final Bitfield paddingPieces;

    private int missingPadding;

    /** Whether it has its share of the buffers' memory: from the start to the stop. */
    private boolean started;

    private boolean stopped;

    /** Bytes received from peers that are gone. */
    private long receivedBefore;

    Download(
            Info info,
            Bitfield have,
            Collection<SwarmPeer> peers,
            PieceBuffers buffers,
            RandomGenerator random) {
        this.geometry = info.geometry();
        this.padding = new Padding(info);
        this.peers = peers;
        this.buffers = buffers;
        this.have = have.copy();
        this.paddingPieces = Bitfield.none(geometry.pieces());
        Bitfield unasked = have.copy();
        for (int piece = have.nextClear(0); piece >= 0; piece = have.nextClear(piece + 1)) {
            if (padding.covers(piece)) {
                paddingPieces.set(piece);
                unasked.set(piece);
            }
        }
        this.missingPadding = paddingPieces.count();
        this.picker = new Picker<>(geometry, unasked, padding::blocks, random);
    }

    /** Begins to fetch, if there is anything to. */
    void start() {
        if (!started && !stopped && !complete()) {
            started = true;
            buffers.join();
            limitMemory();
        }
    }

    /** Asks for no more: all is there, only serving is wanted, the disk failed, or it closes. */
    void stop() {
        stopped = true;
        if (started) {
            started = false;
            buffers.leave();
        }
    }

    /** Whether peers could give something. */
    boolean wants() {
        return !stopped && !complete();
    }

    boolean complete() {
        return picker.complete() && missingPadding == 0;
    }

    boolean has(int piece) {
        return have.get(piece);
    }

    Bitfield have() {
        return have.copy();
    }

    void joined(SwarmPeer peer) {
        picker.joined(peer);
    }

    /** The peer is no longer among the peers. */
    void left(SwarmPeer peer, long now) {
        receivedBefore += peer.connection.downloaded();
        picker.left(peer);
        askIdle(Set.of(), now);
    }

    /** How many pieces the peer has. */
    int pieces(SwarmPeer peer) {
        return picker.pieceCount(peer);
    }

    /** Whether a peer and we have all there is, so that neither is of use to the other. */
    private boolean useless(SwarmPeer peer) {
        return complete() && picker.pieceCount(peer) == geometry.pieces();
    }

    int outstanding(SwarmPeer peer) {
        return picker.outstanding(peer);
    }

    /**
     * The peer has these pieces. Said again, as aria2 does in place of many have messages, they are
     * more than before.
     */
    void has(SwarmPeer peer, Bitfield pieces, long now) throws ProtocolException {
        if (picker.pieceCount(peer) == 0) {
            picker.has(peer, pieces);
        } else {
            gains(peer, picker.pieces(peer), pieces);
        }
        update(peer, now);
    }

    private void gains(SwarmPeer peer, Bitfield before, Bitfield pieces) throws ProtocolException {
        for (int piece = before.nextSet(0); piece >= 0; piece = before.nextSet(piece + 1)) {
            if (!pieces.get(piece)) {
                throw new ProtocolException("it takes back that it has piece " + piece);
            }
        }
        for (int piece = pieces.nextSet(0); piece >= 0; piece = pieces.nextSet(piece + 1)) {
            picker.has(peer, piece);
        }
    }

    void has(SwarmPeer peer, int piece, long now) throws ProtocolException {
        requirePiece(piece);
        picker.has(peer, piece);
        if (!peer.interesting && !have.get(piece)) {
            update(peer, now);
        }
    }

    /** The peer lets us ask for this piece although it chokes us. */
    void allowed(SwarmPeer peer, int piece, long now) throws ProtocolException {
        requirePiece(piece);
        if (peer.allowedFast.size() < MAX_ALLOWED_FAST) {
            peer.allowedFast.add(piece);
            request(peer, now);
        }
    }

    /** The peer would like to give this piece: a hint that rarest-first order does not need. */
    void suggested(int piece) throws ProtocolException {
        requirePiece(piece);
    }

    private void requirePiece(int piece) throws ProtocolException {
        if (piece < 0 || piece >= geometry.pieces()) {
            throw new ProtocolException(
                    "piece " + piece + " does not exist, there are " + geometry.pieces());
        }
    }

    /** Tells the peer whether it is of interest, and asks it for what it may be asked for. */
    void update(SwarmPeer peer, long now) {
        peer.beInterested(!stopped && picker.interesting(peer));
        request(peer, now);
    }

    /**
     * The peer chokes us. With the fast extension each request is rejected one by one; without it
     * all are void.
     */
    void choked(SwarmPeer peer) {
        peer.chokesUs = true;
        if (!peer.connection.fast()) {
            picker.choked(peer);
        }
    }

    void unchoked(SwarmPeer peer, long now) {
        peer.chokesUs = false;
        peer.lastBlockAt = now;
        request(peer, now);
    }

    /**
     * The peer will not answer a request. It is asked again with the next block that it gives or
     * the next tick: at once, the two of us would go round as fast as the network allows.
     */
    void rejected(SwarmPeer peer, Message.Reject reject) throws ProtocolException {
        Block block = geometry.check(reject.piece(), reject.begin(), reject.length());
        if (!picker.rejected(peer, block)) {
            return; // we took it back before
        }
        boolean allowed = peer.allowedFast.remove(block.piece());
        // A choke has all requests rejected that are not allowed: those do not count.
        if ((allowed || !peer.chokesUs) && ++peer.rejectedInARow > MAX_REJECTED) {
            throw new ProtocolException(
                    "it says it serves us, and rejected " + MAX_REJECTED + " requests in a row");
        }
    }

    /** Fills the peer's pipeline up, once enough of it has drained to be worth a message. */
    void request(SwarmPeer peer, long now) {
        if (stopped || !peer.interesting || (peer.chokesUs && peer.allowedFast.isEmpty())) {
            return;
        }
        int limit = peer.pipeline.limit();
        int outstanding = picker.outstanding(peer);
        int wanted = limit - outstanding;
        if (wanted < Math.min(32, Math.max(1, limit / 4))) {
            return;
        }
        List<Block> blocks =
                peer.chokesUs
                        ? picker.pickAllowed(peer, wanted, now, peer.allowedFast)
                        : picker.pick(peer, wanted, now);
        if (blocks.isEmpty()) {
            return;
        }
        if (outstanding == 0) {
            peer.lastBlockAt = now;
        }
        List<Message> requests = new ArrayList<>(blocks.size());
        for (Block block : blocks) {
            requests.add(new Message.Request(block.piece(), block.begin(), block.length()));
        }
        peer.pipeline.sent(now);
        peer.connection.sendAll(requests);
    }

    /** A block begins to arrive. @return where to put it, or null if nobody waits for it */
    @Nullable ByteBuffer begins(SwarmPeer peer, Message.Piece head, long now)
            throws ProtocolException {
        Block block = geometry.check(head.piece(), head.begin(), head.length());
        if (!picker.begins(peer, block)) {
            if (peer.floods(block.length())) {
                throw new ProtocolException("it sends blocks that nobody asked for");
            }
            return null;
        }
        peer.blockBeganAt = now;
        ByteBuffer piece = gathering.computeIfAbsent(block.piece(), this::buffer);
        return piece.slice(block.begin(), block.length());
    }

    /** A buffer for a piece, with zeros where there is padding: it may have held another piece. */
    private ByteBuffer buffer(int piece) {
        ByteBuffer buffer = buffers.take(geometry.pieceSize(piece));
        MemorySegment bytes = MemorySegment.ofBuffer(buffer);
        BitSet blocks = padding.blocks(piece);
        for (int i = blocks.nextSetBit(0); i >= 0; i = blocks.nextSetBit(i + 1)) {
            Block block = geometry.block(piece, i);
            bytes.asSlice(block.begin(), block.length()).fill((byte) 0);
        }
        return buffer;
    }

    /** The next missing piece of padding alone from there on, to be handed to the disk. */
    Optional<CompletePiece> nextPadding(int from) {
        int piece = paddingPieces.nextSet(from);
        return piece < 0 || stopped
                ? Optional.empty()
                : Optional.of(new CompletePiece(piece, buffer(piece)));
    }

    /** A block is here. @return its piece, if that is complete now */
    @Nullable CompletePiece arrived(SwarmPeer peer, Message.Piece head, long now)
            throws ProtocolException {
        Block block = geometry.check(head.piece(), head.begin(), head.length());
        peer.lastBlockAt = now;
        peer.rejectedInARow = 0;
        meter.add(block.length(), now);
        peer.down.add(block.length(), now);
        peer.pipeline.received(block.length(), now);
        for (SwarmPeer other : picker.othersAsked(peer, block)) {
            other.connection.send(new Message.Cancel(block.piece(), block.begin(), block.length()));
            request(other, now);
        }
        Picker.Arrival arrival = picker.arrived(peer, block);
        request(peer, now);
        return switch (arrival) {
            case ACCEPTED, UNWANTED -> null;
            case COMPLETES_PIECE -> {
                ByteBuffer buffer = gathering.remove(block.piece());
                if (buffer == null) {
                    throw new IllegalStateException("piece " + block.piece() + " has no buffer");
                }
                yield new CompletePiece(block.piece(), buffer.clear());
            }
        };
    }

    /** Whether an attempt at this piece failed, so that its fingerprints can name the culprit. */
    boolean suspected(int piece) {
        return suspects.remembers(piece);
    }

    /**
     * The piece is verified and written, and so is asked of nobody any more; it is not had before
     * it is {@link #committed}.
     *
     * @param fingerprints of its blocks if it is {@link #suspected}
     * @return who gave false blocks for it before
     */
    Set<SwarmPeer> verified(int piece, ByteBuffer buffer, byte[] fingerprints, long now) {
        buffers.give(buffer);
        if (isPadding(piece)) {
            missingPadding--;
            return Set.of();
        }
        Set<SwarmPeer> counted = new HashSet<>();
        picker.givers(piece)
                .forEach((index, giver) -> {
                    int bytes = geometry.block(piece, index).length();
                    sources.credit(giver, bytes, counted.add(giver) ? 1 : 0);
                });
        picker.verified(piece);
        Set<SwarmPeer> culprits = suspects.verified(piece, fingerprints);
        askIdle(culprits, now);
        return culprits;
    }

    /** These pieces would survive a power cut, and so are had: all peers are told. */
    void committed(int[] pieces) {
        List<Message> haves = new ArrayList<>(pieces.length);
        for (int piece : pieces) {
            have.set(piece);
            haves.add(new Message.Have(piece));
        }
        peers.forEach(peer -> peer.connection.sendAll(haves));
    }

    /** Whether the piece is padding alone, and so nobody's gift. */
    boolean isPadding(int piece) {
        return paddingPieces.get(piece);
    }

    /**
     * The hash of the piece, which is not padding, is wrong.
     *
     * @return who is known to be the culprit already
     */
    Set<SwarmPeer> corrupt(int piece, ByteBuffer buffer, byte[] fingerprints, long now) {
        buffers.give(buffer);
        Set<SwarmPeer> culprits = suspects.failed(piece, picker.givers(piece), fingerprints);
        picker.exclusive(piece);
        picker.dropped(piece);
        askIdle(culprits, now);
        return culprits;
    }

    /** The piece could not be written. */
    void unwritten(int piece, ByteBuffer buffer) {
        buffers.give(buffer);
        if (!isPadding(piece)) {
            picker.dropped(piece);
        }
    }

    /** To be called every second. */
    void tick(long now) {
        limitMemory();
        for (SwarmPeer peer : peers) {
            tick(peer, now);
            if (useless(peer)) {
                peer.connection.close("both have everything");
            }
        }
    }

    /** Lets no more pieces be under way than there is memory for. */
    private void limitMemory() {
        picker.maxActive(buffers.piecesEach(geometry.pieceLength()));
    }

    /** Takes back what a silent peer owes. */
    private void tick(SwarmPeer peer, long now) {
        if (stalls(peer, now)) {
            peer.connection.close("stopped in the middle of a block");
            return;
        }
        long patience = peer.pipeline.patience(now);
        if (picker.outstanding(peer) > 0 && now - peer.lastBlockAt > patience) {
            picker.expire(peer, now - patience);
            peer.pipeline.stalled();
            peer.lastBlockAt = now;
        }
        if (picker.outstanding(peer) == 0) {
            peer.pipeline.idle(now);
        }
        update(peer, now);
    }

    /** Whether a block comes from it that does not go on, and that others have. */
    private boolean stalls(SwarmPeer peer, long now) {
        boolean late =
                now - peer.blockBeganAt > CRAWL_NANOS
                        || peer.connection.silentNanos(now) > STALL_NANOS;
        return late && picker.couldBeReplaced(peer);
    }

    /**
     * Asks those who have nothing to do: there was no memory for another piece, or nothing that was
     * not asked of others, and that may have changed.
     *
     * @param except those who are about to be shut out
     */
    private void askIdle(Set<SwarmPeer> except, long now) {
        for (SwarmPeer peer : peers) {
            if (picker.outstanding(peer) == 0 && !except.contains(peer)) {
                update(peer, now);
            }
        }
    }

    /** Bytes a second received of late. */
    long rate(long now) {
        return meter.rate(now);
    }

    /** Bytes of blocks received since the swarm was made. */
    long received() {
        long received = receivedBefore;
        for (SwarmPeer peer : peers) {
            received += peer.connection.downloaded();
        }
        return received;
    }

    List<SwarmStatus.Source> sources() {
        return sources.list();
    }
}
