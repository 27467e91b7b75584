package dunlin.swarm.pick;

import dunlin.protocol.Block;
import dunlin.protocol.PieceIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The blocks that one call of {@link Picker#pick} asks of one peer, and the strategy behind it. */
final class Selection<P> {
    /** Pieces taken at random at the start: soon whole, and others than our neighbours take. */
    private static final int RANDOM_FIRST = 4;

    /** Peers that are asked for the same block at the same time, at most. */
    private static final int MAX_COPIES = 3;

    /**
     * Blocks outstanding at a peer up to which it is given copies. A peer with more to do is no
     * help, and few copies at a time keep small what is sent twice.
     */
    private static final int HELP_AT_ONCE = 16;

    /** Pieces of a peer looked at to find its rarest: all, unless it has more missing ones. */
    private static final int SAMPLE = 256;

    /** Pieces looked at, rarest of all first, to find one that such a peer has. */
    private static final int WALK = 4096;

    private final PickerState<P> state;
    private final RandomGenerator random;
    private final PickerPeer<P> who;
    private final int max;
    private final Long time;
    private final List<Block> blocks = new ArrayList<>();

    Selection(
            PickerState<P> state,
            RandomGenerator random,
            PickerPeer<P> who,
            int max,
            long nanoTime) {
        this.state = state;
        this.random = random;
        this.who = who;
        this.max = max;
        time = nanoTime;
    }

    List<Block> pick() {
        takeFrom(who.open, false);
        takeFrom(state.open, false);
        while (wantsMore() && state.mayBegin()) {
            int piece = choose();
            if (piece < 0) {
                break;
            }
            take(state.begin(piece, who), false);
        }
        if (blocks.isEmpty() && who.slow) {
            takeFrom(state.open, true);
        }
        if (blocks.isEmpty() && endgame()) {
            help();
        }
        return blocks;
    }

    List<Block> pickAllowed(Set<PieceIndex> allowed) {
        for (PieceIndex one : allowed) {
            int index = one.number();
            if (!wantsMore()) {
                break;
            }
            ActivePiece<P> piece = state.active(index);
            if (piece == null
                    && state.mayBegin()
                    && state.availability.listed(index)
                    && who.has(index)) {
                piece = state.begin(index, who);
            }
            if (piece != null && mayTake(piece)) {
                take(piece, false);
            }
        }
        return blocks;
    }

    private boolean wantsMore() {
        return blocks.size() < max;
    }

    private boolean mayTake(ActivePiece<P> piece) {
        return piece.free() > 0 && who.has(piece.piece) && piece.givesTo(who);
    }

    private void takeFrom(Collection<ActivePiece<P>> open, boolean again) {
        // Taking changes the collection, so first choose: each piece gives a block or more.
        List<ActivePiece<P>> chosen = new ArrayList<>();
        for (ActivePiece<P> piece : open) {
            if (chosen.size() >= max - blocks.size()) {
                break;
            }
            if (mayTake(piece)) {
                chosen.add(piece);
            }
        }
        for (ActivePiece<P> piece : chosen) {
            if (wantsMore()) {
                take(piece, again);
            }
        }
    }

    /**
     * Takes FREE blocks of a piece. What a slow peer let expire is left to others that have the
     * piece, unless it is to be asked {@code again} for want of anything else.
     */
    private void take(ActivePiece<P> piece, boolean again) {
        state.claim(piece, who);
        boolean spare = who.slow && !again && state.availability.of(piece.piece) > 1;
        for (int i = piece.nextFree(0); i >= 0 && wantsMore(); i = piece.nextFree(i + 1)) {
            Block block = state.geometry.block(piece.piece, i);
            if (!spare || !who.isLate(block)) {
                ask(piece, block);
            }
        }
        state.update(piece);
    }

    private void ask(ActivePiece<P> piece, Block block) {
        state.ask(piece, block, who, time);
        blocks.add(block);
    }

    /** The MISSING piece to begin, or -1. */
    private int choose() {
        boolean atRandom = state.completeCount() + state.activeCount() < RANDOM_FIRST;
        Availability availability = state.availability;
        if (who.seed()) {
            if (availability.size() == 0) {
                return -1;
            }
            return atRandom ? availability.any() : availability.rarest();
        }
        if (who.missingCount() == 0) {
            return -1;
        }
        int start = random.nextInt(state.geometry.pieces());
        if (atRandom) {
            return who.nextMissing(start);
        }
        if (who.missingCount() > SAMPLE) {
            int rarest = availability.rarest(who::has, WALK);
            if (rarest >= 0) {
                return rarest;
            }
        }
        return rarestOfSample(start);
    }

    private int rarestOfSample(int start) {
        int rarest = who.nextMissing(start);
        int piece = rarest;
        for (int i = Math.min(SAMPLE, who.missingCount()); i > 1; i--) {
            piece = who.nextMissing(piece + 1);
            if (state.availability.of(piece) < state.availability.of(rarest)) {
                rarest = piece;
            }
        }
        return rarest;
    }

    /** Whether only waiting is left: nothing MISSING or FREE can be had from anyone. */
    private boolean endgame() {
        if (state.availability.obtainable()) {
            return false;
        }
        for (ActivePiece<P> piece : state.open) {
            if (!piece.exclusive && state.availability.of(piece.piece) > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Endgame: repeats requests to those that have kept us waiting longest, from the end of their
     * queues, where the two are least likely to be at the same block together.
     */
    private void help() {
        int room = Math.min(max, HELP_AT_ONCE - who.requests.size());
        List<PickerPeer<P>> waitedFor = new ArrayList<>();
        for (PickerPeer<P> other : state.peers.values()) {
            if (other != who && !other.requests.isEmpty()) {
                waitedFor.add(other);
            }
        }
        long now = time;
        waitedFor.sort(
                Comparator.comparingLong(peer -> peer.requests.firstEntry().getValue() - now));
        for (int copies = 1; copies < MAX_COPIES; copies++) {
            for (PickerPeer<P> other : waitedFor) {
                for (Block block : other.requests.sequencedKeySet().reversed()) {
                    if (blocks.size() >= room) {
                        return;
                    }
                    ActivePiece<P> piece = state.active(block.piece());
                    if (piece != null
                            && !piece.exclusive
                            && who.has(piece.piece)
                            && piece.requested(block.index(), copies, who)) {
                        ask(piece, block);
                    }
                }
            }
        }
    }
}
