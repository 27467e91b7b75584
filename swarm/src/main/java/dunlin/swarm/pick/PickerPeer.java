package dunlin.swarm.pick;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/** What the {@link Picker} knows of one peer: the pieces it has and what it is asked for. */
final class PickerPeer<P> {
    /** Requests taken back whose blocks are still welcome if they come after all. */
    private static final int MAX_LATE = RequestPipeline.MAX;

    final P peer;

    /** What it is asked for, in the order and with the time of asking. */
    final LinkedHashMap<Block, Long> requests = new LinkedHashMap<>();

    /** What is ARRIVING from it. */
    final List<Block> arriving = new ArrayList<>(1);

    /** Pieces that it began and that have a FREE block, in order of beginning. */
    final Set<ActivePiece<P>> open = new LinkedHashSet<>();

    /** Whether requests to it expired and no block came since. */
    boolean slow;

    private final SequencedSet<Block> late = new LinkedHashSet<>();
    private boolean seed;
    private Bitfield pieces;

    /** Those of {@link #pieces} that are MISSING; kept so that a search skips words of 64. */
    private Bitfield missing;

    private int count;
    private int missingCount;
    private int neededCount;

    PickerPeer(P peer, int pieceCount) {
        this.peer = peer;
        pieces = Bitfield.none(pieceCount);
        missing = Bitfield.none(pieceCount);
    }

    /** Whether it said all at once that it has everything. */
    boolean seed() {
        return seed;
    }

    Bitfield pieces() {
        return seed ? Bitfield.all(pieces.size()) : pieces.copy();
    }

    int count() {
        return seed ? pieces.size() : count;
    }

    boolean has(int piece) {
        return seed || pieces.get(piece);
    }

    /** The first piece from there on that it has, unless it is a seed; or -1. */
    int nextPiece(int from) {
        return pieces.nextSet(from);
    }

    /** Forgets its pieces; after this it has all or none. */
    void restart(boolean all) {
        seed = all;
        pieces = Bitfield.none(pieces.size());
        missing = Bitfield.none(pieces.size());
        count = 0;
        missingCount = 0;
        neededCount = 0;
    }

    /** It has one piece more, which is MISSING, ACTIVE (needed only), or neither. */
    void gains(int piece, boolean isMissing, boolean isNeeded) {
        pieces.set(piece);
        count++;
        if (isNeeded) {
            neededCount++;
        }
        if (isMissing) {
            missing.set(piece);
            missingCount++;
        }
    }

    /** MISSING became ACTIVE. */
    void begun(int piece) {
        if (pieces.get(piece)) {
            missing.clear(piece);
            missingCount--;
        }
    }

    /** ACTIVE became VERIFYING. */
    void satisfied(int piece) {
        if (pieces.get(piece)) {
            neededCount--;
        }
    }

    /** VERIFYING became MISSING. */
    void missingAgain(int piece) {
        if (pieces.get(piece)) {
            neededCount++;
            missing.set(piece);
            missingCount++;
        }
    }

    /** Of its pieces, unless it is a seed: how many are MISSING. */
    int missingCount() {
        return missingCount;
    }

    /** Of its pieces, unless it is a seed: how many are MISSING or ACTIVE. */
    int neededCount() {
        return neededCount;
    }

    /** The first MISSING piece of its own from there on, beginning again after the last. */
    int nextMissing(int from) {
        int next = missing.nextSet(from);
        return next >= 0 ? next : missing.nextSet(0);
    }

    /** Notes that a request was taken back, though its block may be on its way. */
    void late(Block block) {
        if (late.add(block) && late.size() > MAX_LATE) {
            late.removeFirst();
        }
    }

    boolean isLate(Block block) {
        return late.contains(block);
    }

    boolean forgetLate(Block block) {
        return late.remove(block);
    }
}
