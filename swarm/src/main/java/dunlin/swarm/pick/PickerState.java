package dunlin.swarm.pick;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * In which state every piece is, and every transition between them, for the {@link Picker}.
 *
 * <p>HAD: in {@code have}. MISSING: listed in {@code availability}. ACTIVE and VERIFYING: in {@code
 * active}; VERIFYING if complete. {@code open} holds exactly the ACTIVE pieces with a FREE block;
 * each of them is in its owner's {@code open} too. A block is in a peer's {@code requests} exactly
 * if the peer is among those that its slot says are asked.
 */
final class PickerState<P> {
    final Geometry geometry;
    final Availability availability;
    final Map<P, PickerPeer<P>> peers = new LinkedHashMap<>();

    /** In the order in which they came to have a FREE block. */
    final Set<ActivePiece<P>> open = new LinkedHashSet<>();

    int maxActive = Integer.MAX_VALUE;

    private final Bitfield have;
    private final IntFunction<BitSet> padding;
    private int completeCount;
    private final Map<Integer, ActivePiece<P>> active = new HashMap<>();
    private int verifyingCount;
    private final Set<Integer> exclusive = new HashSet<>();

    PickerState(
            Geometry geometry, Bitfield have, IntFunction<BitSet> padding, RandomGenerator random) {
        this.geometry = geometry;
        this.have = have.copy();
        this.padding = padding;
        completeCount = have.count();
        availability = new Availability(have, random);
    }

    @Nullable ActivePiece<P> active(int piece) {
        return active.get(piece);
    }

    int activeCount() {
        return active.size();
    }

    int completeCount() {
        return completeCount;
    }

    Bitfield have() {
        return have.copy();
    }

    void exclusive(int piece) {
        exclusive.add(piece);
    }

    boolean mayBegin() {
        return active.size() < maxActive;
    }

    /** Whether the peer has a piece that is MISSING or ACTIVE. */
    boolean interesting(PickerPeer<P> who) {
        return who.seed()
                ? availability.size() > 0 || active.size() > verifyingCount
                : who.neededCount() > 0;
    }

    void gains(PickerPeer<P> who, int index) {
        availability.up(index);
        boolean missing = availability.listed(index);
        ActivePiece<P> piece = active.get(index);
        who.gains(index, missing, missing || (piece != null && !piece.complete()));
    }

    /** Takes what the peer has out of the counts; its own record is left as it is. */
    void forgetPieces(PickerPeer<P> who) {
        if (who.seed()) {
            availability.seedLeft();
        }
        for (int p = who.nextPiece(0); p >= 0; p = who.nextPiece(p + 1)) {
            availability.down(p);
        }
    }

    /** MISSING becomes ACTIVE, with all its blocks FREE but for padding. */
    ActivePiece<P> begin(int index, PickerPeer<P> who) {
        availability.unlist(index);
        for (PickerPeer<P> peer : peers.values()) {
            peer.begun(index);
        }
        ActivePiece<P> piece =
                new ActivePiece<>(
                        index,
                        geometry.blocks(index),
                        padding.apply(index),
                        who,
                        exclusive.contains(index));
        active.put(index, piece);
        update(piece);
        return piece;
    }

    /** Gives a piece that may be taken by this peer to it, if one peer has to own it. */
    void claim(ActivePiece<P> piece, PickerPeer<P> who) {
        if (piece.exclusive) {
            piece.owner().open.remove(piece);
            piece.claim(who);
            update(piece);
        }
    }

    /** To be called whenever the FREE blocks of a piece have become more, or none. */
    void update(ActivePiece<P> piece) {
        if (piece.free() > 0) {
            open.add(piece);
            piece.owner().open.add(piece);
        } else {
            open.remove(piece);
            piece.owner().open.remove(piece);
        }
    }

    /** A block is REQUESTED by this peer, perhaps by others too. */
    void ask(ActivePiece<P> piece, Block block, PickerPeer<P> who, Long time) {
        piece.ask(block.index(), who);
        who.requests.put(block, time);
    }

    /** The peer is no longer asked for the block. */
    void release(PickerPeer<P> who, Block block) {
        who.requests.remove(block);
        ActivePiece<P> piece = active.get(block.piece());
        if (piece != null) {
            piece.unask(block.index(), who);
            piece.abandon();
            update(piece);
        }
    }

    /** The peer is asked for nothing. @return what it was asked for */
    List<Block> releaseAll(PickerPeer<P> who) {
        List<Block> blocks = List.copyOf(who.requests.keySet());
        for (Block block : blocks) {
            release(who, block);
        }
        for (ActivePiece<P> piece : who.open) {
            piece.abandon();
        }
        return blocks;
    }

    /** ACTIVE becomes VERIFYING: the last block is HERE. */
    void completed(ActivePiece<P> piece) {
        verifyingCount++;
        for (PickerPeer<P> peer : peers.values()) {
            peer.satisfied(piece.piece);
        }
    }

    /** VERIFYING becomes HAD. */
    void verified(ActivePiece<P> piece) {
        end(piece);
        exclusive.remove(piece.piece);
        have.set(piece.piece);
        completeCount++;
    }

    /** VERIFYING becomes MISSING. */
    void dropped(ActivePiece<P> piece) {
        end(piece);
        availability.list(piece.piece);
        for (PickerPeer<P> peer : peers.values()) {
            peer.missingAgain(piece.piece);
        }
    }

    /** ACTIVE becomes MISSING, for each with no block ARRIVING. @return those pieces */
    List<Integer> giveUp() {
        List<Integer> given = new ArrayList<>();
        for (ActivePiece<P> piece : List.copyOf(active.values())) {
            if (!piece.complete() && !piece.arriving()) {
                open.remove(piece);
                piece.owner().open.remove(piece);
                completed(piece);
                dropped(piece); // which nobody can tell from one that was wrong
                given.add(piece.piece);
            }
        }
        return given;
    }

    private void end(ActivePiece<P> piece) {
        active.remove(piece.piece);
        verifyingCount--;
        for (int i = 0; i < piece.blocks(); i++) {
            for (PickerPeer<P> peer : piece.asked(i)) {
                peer.requests.remove(geometry.block(piece.piece, i));
            }
        }
    }
}
