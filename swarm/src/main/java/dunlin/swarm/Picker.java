package dunlin.swarm;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Decides which block is asked of which peer: rarest piece first, the first few pieces at random,
 * pieces begun before new ones, and the last blocks of all from several peers at once (endgame).
 * Pure: it is told what happens and answers; no clock, lock or thread. {@code P} stands for a peer
 * and is compared by identity or equals.
 *
 * <p>Every piece is in exactly one state: HAD, VERIFYING (all blocks here, hash not checked yet),
 * ACTIVE (some block asked for or here), or MISSING. Every block of an active piece: FREE,
 * REQUESTED (by one peer, or several in the endgame), ARRIVING (its payload is being read from one
 * peer), or HERE.
 */
public final class Picker<P> {
    /** What became of a block that arrived. */
    public enum Arrival {
        ACCEPTED,
        COMPLETES_PIECE
    }

    public Picker(Geometry geometry, Bitfield have, RandomGenerator random) {}

    /** A peer is here, with nothing yet. */
    public void joined(P peer) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** A peer says what it has; replaces what it said before. */
    public void has(P peer, Bitfield pieces) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** A peer has one more piece. */
    public void has(P peer, int piece) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** A peer is gone: what was asked of it is free again. */
    public void left(P peer) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Whether the peer has a piece that is neither had nor being verified. */
    public boolean interesting(P peer) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** What the peer said it has. */
    public Bitfield pieces(P peer) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Up to {@code max} blocks to ask of this peer now; they are REQUESTED by it from here on. */
    public List<Block> pick(P peer, int max, long nanoTime) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The same, but only of these pieces (those that may be asked for while choked). */
    public List<Block> pickAllowed(P peer, int max, long nanoTime, Set<Integer> allowed) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** How many blocks are asked of this peer and have not come. */
    public int outstanding(P peer) {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * The head of a block came from the peer. @return whether it is wanted; if so it is ARRIVING
     * from this peer
     */
    public boolean begins(P peer, Block block) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The block that was ARRIVING is HERE. If it completes its piece, that is VERIFYING. */
    public Arrival arrived(P peer, Block block) {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Others that were asked for this block too, and can be told to cancel it; they are no longer
     * counted.
     */
    public Set<P> othersAsked(P peer, Block block) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The peer will not answer this request. */
    public void rejected(P peer, Block block) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The peer will answer none of its requests (a choke without the fast extension). */
    public void choked(P peer) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Requests older than {@code before} are taken back from the peer. @return those */
    public List<Block> expire(P peer, long before) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Who gave the blocks of a piece that is VERIFYING, by block. */
    public List<P> givers(int piece) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The hash was right: the piece is HAD. */
    public void verified(int piece) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The hash was wrong, or it could not be written: the piece is MISSING. */
    public void dropped(int piece) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** What is HAD; a copy. */
    public Bitfield have() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Whether everything is HAD. */
    public boolean complete() {
        throw new UnsupportedOperationException("not built yet");
    }
}
