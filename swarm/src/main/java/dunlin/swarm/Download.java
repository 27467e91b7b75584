package dunlin.swarm;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.PieceIndex;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.wire.Message;
import dunlin.swarm.pick.Picker;
import dunlin.swarm.pick.RateMeter;
import dunlin.swarm.pick.RequestPipeline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The fetching half of a swarm: decides with the {@link Picker} what is asked of whom, puts what
 * comes where it is {@link Gathering}, and finds out with the {@link Suspects} who lies. Guarded by
 * the swarm's lock.
 */
final class Download {
    /** How many pieces of a peer's allowed-fast set are remembered (BEP 6 speaks of 10). */
    private static final int MAX_ALLOWED_FAST = 64;

    /** Requests that a peer which serves us may reject in a row: more than it ever has at once. */
    private static final int MAX_REJECTED = RequestPipeline.MAX + 100;

    /** A block that does not go on for so long is better had from another. */
    private static final long STALL_NANOS = Duration.ofSeconds(10).toNanos();

    /** Without a block for so long, what is under way is given up for others that wait. */
    private static final long HOLD_NANOS = Duration.ofSeconds(60).toNanos();

    /** A block that takes so long from its head to its end is, too. */
    private static final long CRAWL_NANOS = Duration.ofSeconds(60).toNanos();

    /**
     * And this long, if somebody who has it has nothing else to give: as at the end, which one that
     * sends a byte a second would put off by a minute.
     */
    private static final long AWAITED_NANOS = Duration.ofSeconds(5).toNanos();

    private final Geometry geometry;

    /** Who gives blocks, seen as they come and go. */
    private final Collection<? extends BlockGiver> peers;

    private final Padding padding;
    private final Picker<BlockGiver> picker;
    private final Gathering gathering;
    private final Suspects<BlockGiver> suspects = new Suspects<>();
    private final Credit credit = new Credit();
    private final RateMeter meter;
    private final Bitfield have;

    /**
     * Missing pieces of padding alone: for the picker these are complete, since nobody is asked for
     * them.
     */
    private final Bitfield paddingPieces;

    /** Pieces that are gone, of which the peers have not been told. */
    private final BitSet untold = new BitSet();

    private int missingPadding;

    /** The first piece that may be padding not handed in yet. */
    private int nextPadding;

    /** When a block came last, or the first was asked for. */
    private long movedAt;

    private boolean stopped;

    /** Bytes received from peers that are gone. */
    private long receivedBefore;

    Download(
            Info info,
            Bitfield have,
            Collection<? extends BlockGiver> peers,
            PieceBuffers buffers,
            RandomGenerator random,
            long now) {
        this.meter = new RateMeter(now);
        this.geometry = info.geometry();
        this.padding = new Padding(info);
        this.peers = peers;
        this.gathering = new Gathering(geometry, padding, buffers);
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
        if (wants()) {
            gathering.begin();
        }
    }

    /** Asks for no more: all is there, only serving is wanted, the disk failed, or it closes. */
    void stop() {
        stopped = true;
        gathering.end();
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

    void joined(BlockGiver peer) {
        picker.joined(peer);
    }

    /** The peer is no longer among the peers. */
    void left(BlockGiver peer, long now) {
        receivedBefore += peer.received();
        picker.left(peer);
        askIdle(Set.of(), now);
    }

    /** How many pieces the peer has. */
    int pieces(BlockGiver peer) {
        return picker.pieceCount(peer);
    }

    /** Whether a peer and we have all there is, so that neither is of use to the other. */
    boolean useless(BlockGiver peer) {
        return complete() && picker.pieceCount(peer) == geometry.pieces();
    }

    int outstanding(BlockGiver peer) {
        return picker.outstanding(peer);
    }

    /**
     * The peer has these pieces. Said again, as aria2 does in place of many have messages, they are
     * more than before.
     */
    void has(BlockGiver peer, Bitfield pieces, long now) throws ProtocolException {
        if (picker.pieceCount(peer) == 0) {
            picker.has(peer, pieces);
        } else {
            gains(peer, picker.pieces(peer), pieces);
        }
        update(peer, now);
    }

    private void gains(BlockGiver peer, Bitfield before, Bitfield pieces) throws ProtocolException {
        for (int piece = before.nextSet(0); piece >= 0; piece = before.nextSet(piece + 1)) {
            if (!pieces.get(piece)) {
                throw new ProtocolException("it takes back that it has piece " + piece);
            }
        }
        for (int piece = pieces.nextSet(0); piece >= 0; piece = pieces.nextSet(piece + 1)) {
            picker.has(peer, geometry.piece(piece));
        }
    }

    /** Whether it was not known that the peer has this piece, if there is one of that number. */
    boolean isNews(BlockGiver peer, int piece) {
        return piece >= 0 && piece < geometry.pieces() && !picker.has(peer, piece);
    }

    void has(BlockGiver peer, PieceIndex piece, long now) {
        picker.has(peer, piece);
        if (!peer.interesting && !have.get(piece.number())) {
            update(peer, now);
        }
    }

    /** The peer lets us ask for this piece although it chokes us. */
    void allowed(BlockGiver peer, PieceIndex piece, long now) {
        if (peer.allowedFast.size() < MAX_ALLOWED_FAST) {
            peer.allowedFast.add(piece);
            request(peer, now);
        }
    }

    /** Tells the peer whether it is of interest, and asks it for what it may be asked for. */
    void update(BlockGiver peer, long now) {
        peer.beInterested(!stopped && picker.interesting(peer));
        request(peer, now);
    }

    /**
     * The peer chokes us. With the fast extension each request is rejected one by one; without it
     * all are void.
     */
    void choked(BlockGiver peer) {
        peer.chokesUs = true;
        if (!peer.answersAll()) {
            picker.choked(peer);
        }
    }

    void unchoked(BlockGiver peer, long now) {
        peer.chokesUs = false; // said again and again, it puts off nothing that the peer owes
        request(peer, now);
    }

    /**
     * The peer will not answer a request. It is asked again with the next block that it gives or
     * the next tick: at once, the two of us would go round as fast as the network allows.
     */
    void rejected(BlockGiver peer, Message.Reject reject) throws ProtocolException {
        Block block = geometry.check(reject.piece(), reject.begin(), reject.length());
        if (!picker.rejected(peer, block)) {
            return; // we took it back before
        }
        boolean allowed = peer.allowedFast.remove(geometry.piece(block.piece()));
        // A choke has all requests rejected that are not allowed: those do not count.
        if ((allowed || !peer.chokesUs) && ++peer.rejectedInARow > MAX_REJECTED) {
            throw new ProtocolException(
                    "it says it serves us, and rejected " + MAX_REJECTED + " requests in a row");
        }
    }

    /** Fills the peer's pipeline up, once enough of it has drained to be worth a message. */
    void request(BlockGiver peer, long now) {
        if (stopped || !peer.interesting || (peer.chokesUs && peer.allowedFast.isEmpty())) {
            return;
        }
        int limit = peer.pipeline.limit();
        int outstanding = picker.outstanding(peer);
        int wanted = limit - outstanding;
        if (wanted < Math.min(32, Math.max(1, limit / 4))) {
            return;
        }
        int underWay = picker.active();
        picker.maxActive(gathering.begin(underWay, wanted));
        List<Block> blocks =
                peer.chokesUs
                        ? picker.pickAllowed(peer, wanted, now, peer.allowedFast)
                        : picker.pick(peer, wanted, now);
        gathering.keep(picker.active());
        if (blocks.isEmpty()) {
            return;
        }
        if (outstanding == 0) {
            peer.lastBlockAt = now;
        }
        if (underWay == 0) {
            movedAt = now;
        }
        peer.pipeline.sent(now);
        peer.ask(blocks);
    }

    /** A block begins to arrive. @return where to put it, or null if nobody waits for it */
    @Nullable ByteBuffer begins(BlockGiver peer, Message.Piece head, long now)
            throws ProtocolException {
        Block block = geometry.check(head.piece(), head.begin(), head.length());
        if (stopped) {
            return null;
        }
        if (!picker.begins(peer, block)) {
            if (peer.floods(block.length())) {
                throw new ProtocolException("it sends blocks that nobody asked for");
            }
            return null;
        }
        peer.blockBeganAt = now;
        return gathering.place(block);
    }

    /** The next missing piece of padding alone, to be handed to the disk; none without memory. */
    Optional<CompletePiece> nextPadding() {
        int piece = paddingPieces.nextSet(nextPadding);
        int active = picker.active();
        if (piece < 0 || stopped || gathering.begin(active, 1) <= active) {
            return Optional.empty();
        }
        nextPadding = piece + 1;
        return Optional.of(gathering.ofPadding(piece));
    }

    /** A block is here. @return its piece, if that is complete now */
    @Nullable CompletePiece arrived(BlockGiver peer, Message.Piece head, long now)
            throws ProtocolException {
        Block block = geometry.check(head.piece(), head.begin(), head.length());
        peer.lastBlockAt = now;
        movedAt = now;
        peer.rejectedInARow = 0;
        meter.add(block.length(), now);
        peer.down.add(block.length(), now);
        peer.pipeline.received(block.length(), now);
        for (BlockGiver other : picker.othersAsked(peer, block)) {
            other.cancel(block);
            request(other, now);
        }
        Picker.Arrival arrival = picker.arrived(peer, block);
        request(peer, now);
        return switch (arrival) {
            case ACCEPTED, UNWANTED -> null;
            case COMPLETES_PIECE -> stopped ? null : gathering.complete(block.piece());
        };
    }

    /** Whether an attempt at this piece failed, so that its fingerprints can name the culprit. */
    boolean suspected(int piece) {
        return suspects.remembers(piece);
    }

    /**
     * The piece is verified and written, and so is asked of nobody any more; it is not complete
     * before it is {@link #committed}.
     *
     * @param fingerprints of its blocks if it is {@link #suspected}
     * @return who gave false blocks for it before
     */
    Set<BlockGiver> verified(int piece, ByteBuffer buffer, byte[] fingerprints, long now) {
        gathering.release(buffer, isPadding(piece));
        if (isPadding(piece)) {
            missingPadding--;
            return Set.of();
        }
        credit.give(piece, picker.givers(piece), geometry);
        picker.verified(piece);
        gathering.keep(picker.active());
        Set<BlockGiver> culprits = suspects.verified(piece, fingerprints);
        askIdle(culprits, now);
        return culprits;
    }

    /** These pieces would survive a power cut, and so are served: everyone is told. */
    void committed(int[] pieces) {
        for (int piece : pieces) {
            have.set(piece);
        }
        peers.forEach(peer -> peer.tellHaves(pieces));
    }

    /**
     * These pieces are not what they were when they were complete: nobody gets them. Who would want
     * them hears of it with {@link #tellGone}.
     *
     * @return those that were served until now
     */
    int[] gone(int[] pieces) {
        int[] lost = Arrays.stream(pieces).filter(have::get).toArray();
        for (int piece : lost) {
            have.clear(piece);
            untold.set(piece);
        }
        return lost;
    }

    /** Tells all who lack them of the pieces that are gone since the last call. */
    void tellGone() {
        int[] gone = untold.stream().toArray();
        untold.clear();
        for (BlockGiver peer : List.copyOf(peers)) {
            Bitfield theirs = picker.pieces(peer);
            if (!Arrays.stream(gone).allMatch(theirs::get)) {
                peer.tellGone(gone);
            }
        }
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
    Set<BlockGiver> corrupt(int piece, ByteBuffer buffer, byte[] fingerprints, long now) {
        gathering.release(buffer, false);
        Set<BlockGiver> culprits = suspects.failed(piece, picker.givers(piece), fingerprints);
        picker.exclusive(piece);
        picker.dropped(piece);
        gathering.keep(picker.active());
        askIdle(culprits, now);
        return culprits;
    }

    /** The piece could not be written. */
    void unwritten(int piece, ByteBuffer buffer) {
        gathering.release(buffer, isPadding(piece));
        if (!isPadding(piece)) {
            picker.dropped(piece);
        }
    }

    /** To be called every second. */
    void tick(long now) {
        boolean holdsUpOthers = now - movedAt > HOLD_NANOS && gathering.othersWait();
        if (holdsUpOthers) {
            picker.giveUp().forEach(gathering::giveUp);
        }
        gathering.keep(picker.active());
        gathering.tick();
        for (BlockGiver peer : peers) {
            if (stalls(peer, now) || (holdsUpOthers && picker.arrives(peer))) {
                peer.drop("stopped in the middle of a block");
            } else {
                tick(peer, now);
            }
            if (useless(peer)) {
                peer.drop("both have everything");
            }
        }
    }

    /** Takes back what a silent peer owes. */
    private void tick(BlockGiver peer, long now) {
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
    private boolean stalls(BlockGiver peer, long now) {
        boolean late = now - peer.blockBeganAt > CRAWL_NANOS || peer.silentNanos(now) > STALL_NANOS;
        return (late && picker.couldBeReplaced(peer)) || isAwaited(peer, now);
    }

    private boolean isAwaited(BlockGiver peer, long now) {
        return picker.arrives(peer)
                && now - peer.blockBeganAt > AWAITED_NANOS
                && peers.stream()
                        .anyMatch(other ->
                                !other.chokesUs
                                        && picker.outstanding(other) == 0
                                        && picker.couldGiveInstead(peer, other));
    }

    /**
     * Asks those who have nothing to do: there was no memory for another piece, or nothing that was
     * not asked of others, and that may have changed.
     *
     * @param except those who are about to be shut out
     */
    private void askIdle(Set<BlockGiver> except, long now) {
        for (BlockGiver peer : peers) {
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
        for (BlockGiver peer : peers) {
            received += peer.received();
        }
        return received;
    }

    List<SwarmStatus.Source> sources() {
        return credit.list();
    }
}
