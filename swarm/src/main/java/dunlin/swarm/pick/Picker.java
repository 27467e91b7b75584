package dunlin.swarm.pick;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.PieceIndex;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Decides which block is asked of which peer: rarest piece first, the first few pieces at random,
 * pieces begun before new ones, and the last blocks of all from several peers at once (endgame).
 * Pure: it is told what happens and answers; no clock, lock or thread. {@code P} stands for a peer
 * and is compared by equals. Events of a peer that is not here are ignored.
 *
 * <p>Every piece is in exactly one state: HAD, VERIFYING (all blocks here, hash not checked yet),
 * ACTIVE (some block asked for or here), or MISSING. Every block of an active piece: FREE,
 * REQUESTED (by one peer, or several in the endgame), ARRIVING (its payload is being read from one
 * peer), or HERE. Blocks of padding are HERE as soon as their piece is ACTIVE. ARRIVING ends only
 * with {@link #arrived} or {@link #left}: until then the peer's thread owns that part of the
 * piece's buffer.
 */
public final class Picker<P> {
    /** What became of a block that arrived. */
    public enum Arrival {
        ACCEPTED,
        COMPLETES_PIECE,
        /** It was not ARRIVING from this peer, which must have left before. Nothing changed. */
        UNWANTED
    }

    private final RandomGenerator random;
    private final PickerState<P> state;

    /**
     * A picker for a share.
     *
     * @param have what is HAD already; copied
     */
    public Picker(Geometry geometry, Bitfield have, RandomGenerator random) {
        this(geometry, have, piece -> new BitSet(), random);
    }

    /**
     * A picker for a share with padding.
     *
     * @param have what need not be asked for: what is HAD already, and pieces of padding alone;
     *     copied
     * @param padding which blocks of a piece are padding and not asked for, by number; not all
     */
    public Picker(
            Geometry geometry, Bitfield have, IntFunction<BitSet> padding, RandomGenerator random) {
        this.random = random;
        state = new PickerState<>(geometry, have, padding, random);
    }

    /**
     * Bounds the pieces that are ACTIVE or VERIFYING at one time, each of which holds a buffer, to
     * none at the least. Those above a lowered bound stay. Unbounded unless called.
     */
    public void maxActive(int pieces) {
        state.maxActive = Math.max(0, pieces);
    }

    /** Number of pieces that are ACTIVE or VERIFYING. */
    public int active() {
        return state.activeCount();
    }

    /**
     * Gives up every piece that is ACTIVE with no block ARRIVING: it is MISSING, what was here of
     * it is lost, and nobody is asked for it any more.
     *
     * @return those pieces
     */
    public List<Integer> giveUp() {
        return state.giveUp();
    }

    /** Whether a block is ARRIVING from this peer. */
    public boolean arrives(P peer) {
        PickerPeer<P> who = state.peers.get(peer);
        return who != null && !who.arriving.isEmpty();
    }

    /**
     * From the next time it is begun until it is verified, all blocks of this piece come from one
     * peer: if that one fails to go on, another begins it anew. To be called before {@link
     * #dropped}.
     */
    public void exclusive(int piece) {
        state.exclusive(piece);
    }

    /** A peer is here, with nothing yet. */
    public void joined(P peer) {
        state.peers.putIfAbsent(peer, new PickerPeer<>(peer, state.geometry.pieces()));
    }

    /** A peer says what it has; replaces what it said before. Steps: the pieces it has. */
    public void has(P peer, Bitfield pieces) {
        PickerPeer<P> who = state.peers.get(peer);
        if (who == null) {
            return;
        }
        state.forgetPieces(who);
        boolean all = pieces.isAll();
        who.restart(all);
        if (all) {
            state.availability.seedJoined();
        } else {
            for (int p = pieces.nextSet(0); p >= 0; p = pieces.nextSet(p + 1)) {
                state.gains(who, p);
            }
        }
    }

    /** A peer has one more piece. */
    public void has(P peer, PieceIndex piece) {
        PickerPeer<P> who = state.peers.get(peer);
        if (who != null && !who.has(piece.number())) {
            state.gains(who, piece.number());
        }
    }

    /** A peer is gone: what was asked of it is free again. */
    public void left(P peer) {
        PickerPeer<P> who = state.peers.remove(peer);
        if (who == null) {
            return;
        }
        state.releaseAll(who);
        for (Block block : who.arriving) {
            ActivePiece<P> piece = state.active(block.piece());
            if (piece != null) {
                piece.lost(block.index());
                piece.abandon();
                state.update(piece);
            }
        }
        state.forgetPieces(who);
    }

    /** Whether the peer has a piece that is neither had nor being verified. */
    public boolean interesting(P peer) {
        PickerPeer<P> who = state.peers.get(peer);
        return who != null && state.interesting(who);
    }

    /** What the peer said it has; a copy. */
    public Bitfield pieces(P peer) {
        PickerPeer<P> who = state.peers.get(peer);
        return who == null ? Bitfield.none(state.geometry.pieces()) : who.pieces();
    }

    /** Whether the peer said that it has the piece. */
    public boolean has(P peer, int piece) {
        PickerPeer<P> who = state.peers.get(peer);
        return who != null && who.has(piece);
    }

    /** How many pieces the peer said it has. */
    public int pieceCount(P peer) {
        PickerPeer<P> who = state.peers.get(peer);
        return who == null ? 0 : who.count();
    }

    /** Number of peers that have the piece. */
    int availability(int piece) {
        return state.availability.of(piece);
    }

    /** Up to {@code max} blocks to ask of this peer now; they are REQUESTED by it from here on. */
    public List<Block> pick(P peer, int max, long nanoTime) {
        PickerPeer<P> who = state.peers.get(peer);
        return who == null ? List.of() : new Selection<>(state, random, who, max, nanoTime).pick();
    }

    /** Up to {@code max} blocks of these pieces, which may be asked for while choked (BEP 6). */
    public List<Block> pickAllowed(P peer, int max, long nanoTime, Set<PieceIndex> allowed) {
        PickerPeer<P> who = state.peers.get(peer);
        return who == null
                ? List.of()
                : new Selection<>(state, random, who, max, nanoTime).pickAllowed(allowed);
    }

    /** How many blocks are asked of this peer and have not begun to come. */
    public int outstanding(P peer) {
        PickerPeer<P> who = state.peers.get(peer);
        return who == null ? 0 : who.requests.size();
    }

    /**
     * The head of a block came from the peer. A block counts as asked for also if the request was
     * taken back not long ago.
     *
     * @return whether it is wanted; if so it is ARRIVING from this peer
     */
    public boolean begins(P peer, Block block) {
        PickerPeer<P> who = state.peers.get(peer);
        if (who == null) {
            return false;
        }
        boolean asked = who.requests.remove(block) != null;
        boolean late = who.forgetLate(block);
        ActivePiece<P> piece = state.active(block.piece());
        if (piece == null || !(asked || late)) {
            return false;
        }
        boolean wanted = piece.lacks(block.index()) && piece.takesFrom(who);
        if (wanted) {
            piece.arriving(block.index(), who);
            who.arriving.add(block);
        }
        piece.unask(block.index(), who);
        state.update(piece);
        return wanted;
    }

    /** Whether a block is ARRIVING from this peer that others have too. */
    public boolean couldBeReplaced(P peer) {
        PickerPeer<P> who = state.peers.get(peer);
        return who != null
                && who.arriving.stream().anyMatch(block -> availability(block.piece()) > 1);
    }

    /** Whether a block is ARRIVING from this peer that the other has too. */
    public boolean couldGiveInstead(P peer, P other) {
        PickerPeer<P> who = state.peers.get(peer);
        PickerPeer<P> instead = state.peers.get(other);
        return who != null
                && instead != null
                && who.arriving.stream().anyMatch(block -> instead.has(block.piece()));
    }

    /** The block that was ARRIVING is HERE. If it completes its piece, that is VERIFYING. */
    public Arrival arrived(P peer, Block block) {
        PickerPeer<P> who = state.peers.get(peer);
        ActivePiece<P> piece = state.active(block.piece());
        if (who == null || piece == null || !piece.arrivingFrom(block.index(), who)) {
            return Arrival.UNWANTED;
        }
        who.arriving.remove(block);
        who.slow = false;
        piece.arrived(block.index());
        if (!piece.complete()) {
            return Arrival.ACCEPTED;
        }
        state.completed(piece);
        return Arrival.COMPLETES_PIECE;
    }

    /**
     * Others that were asked for this block too, and can be told to cancel it; they are no longer
     * counted.
     */
    public Set<P> othersAsked(P peer, Block block) {
        ActivePiece<P> piece = state.active(block.piece());
        if (piece == null) {
            return Set.of();
        }
        Set<P> others = new LinkedHashSet<>();
        for (PickerPeer<P> other : piece.asked(block.index())) {
            if (!other.peer.equals(peer)) {
                state.release(other, block);
                other.late(block);
                others.add(other.peer);
            }
        }
        return others;
    }

    /** The peer will not answer this request. @return whether it was outstanding */
    public boolean rejected(P peer, Block block) {
        PickerPeer<P> who = state.peers.get(peer);
        if (who == null || !who.requests.containsKey(block)) {
            return false;
        }
        state.release(who, block);
        return true;
    }

    /** The peer will answer none of its requests (a choke without the fast extension). */
    public void choked(P peer) {
        PickerPeer<P> who = state.peers.get(peer);
        if (who != null) {
            state.releaseAll(who).forEach(who::late);
        }
    }

    /**
     * Requests older than {@code before} are taken back from the peer; until a block comes from it,
     * they are asked of others rather than of it again.
     *
     * @return those
     */
    public List<Block> expire(P peer, long before) {
        PickerPeer<P> who = state.peers.get(peer);
        if (who == null) {
            return List.of();
        }
        List<Block> expired = new ArrayList<>();
        for (Map.Entry<Block, Long> request : who.requests.entrySet()) {
            if (request.getValue() - before >= 0) {
                break;
            }
            expired.add(request.getKey());
        }
        for (Block block : expired) {
            state.release(who, block);
            who.late(block);
            who.slow = true;
        }
        return expired;
    }

    /** Who gave the blocks of a piece that is VERIFYING, by their numbers; padding has no giver. */
    public SequencedMap<Integer, P> givers(int piece) {
        return verifying(piece).givers();
    }

    /** The hash was right: the piece is HAD. */
    public void verified(int piece) {
        state.verified(verifying(piece));
    }

    /** The hash was wrong, or it could not be written: the piece is MISSING. */
    public void dropped(int piece) {
        state.dropped(verifying(piece));
    }

    private ActivePiece<P> verifying(int piece) {
        ActivePiece<P> found = state.active(piece);
        if (found == null || !found.complete()) {
            throw new IllegalStateException("piece " + piece + " is not being verified");
        }
        return found;
    }

    /** What is HAD; a copy. */
    public Bitfield have() {
        return state.have();
    }

    /** Whether everything is HAD. */
    public boolean complete() {
        return state.completeCount() == state.geometry.pieces();
    }
}
