package dunlin.swarm.pick;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A piece that is ACTIVE or VERIFYING, block by block. The state of a block follows from its slot
 * and is nowhere else: HERE if it is here, else ARRIVING if it has a giver, else REQUESTED if
 * anybody is asked for it, else FREE. Blocks of padding are HERE from the beginning.
 */
final class ActivePiece<P> {
    private static final class Slot<P> {
        private boolean here;
        private @Nullable PickerPeer<P> giver;
        private final List<PickerPeer<P>> asked = new ArrayList<>(1);

        private boolean free() {
            return !here && giver == null && asked.isEmpty();
        }
    }

    final int piece;

    /** Whether all blocks have to come from the owner. */
    final boolean exclusive;

    private PickerPeer<P> owner;

    /** Whether the owner of an exclusive piece failed it, so that another may begin anew. */
    private boolean abandoned;

    private final BitSet padding;
    private final List<Slot<P>> slots;
    private int free;
    private int here;

    /** No block before this one is free. */
    private int cursor;

    /**
     * @param padding the blocks that need not be asked for, by number; not all
     */
    ActivePiece(int piece, int blocks, BitSet padding, PickerPeer<P> owner, boolean exclusive) {
        this.piece = piece;
        this.owner = owner;
        this.exclusive = exclusive;
        this.padding = padding;
        slots = new ArrayList<>(blocks);
        for (int i = 0; i < blocks; i++) {
            slots.add(new Slot<>());
        }
        restart();
    }

    private void restart() {
        for (int i = 0; i < slots.size(); i++) {
            Slot<P> slot = slots.get(i);
            slot.here = padding.get(i);
            slot.giver = null;
        }
        here = padding.cardinality();
        free = slots.size() - here;
        cursor = 0;
    }

    /** The peer that began it. */
    PickerPeer<P> owner() {
        return owner;
    }

    /** Number of FREE blocks. */
    int free() {
        return free;
    }

    /** Whether every block is HERE. */
    boolean complete() {
        return here == slots.size();
    }

    int blocks() {
        return slots.size();
    }

    /** The first FREE block from {@code from} on, or -1. */
    int nextFree(int from) {
        int start = Math.max(from, cursor);
        for (int i = start; i < slots.size() && free > 0; i++) {
            if (slots.get(i).free()) {
                if (start == cursor) {
                    cursor = i;
                }
                return i;
            }
        }
        return -1;
    }

    /** Whether the peer may be asked for FREE blocks of it now. */
    boolean givesTo(PickerPeer<P> peer) {
        return !exclusive || owner == peer || (abandoned && free + here == slots.size());
    }

    /** Whether what the peer sends may become part of it. */
    boolean takesFrom(PickerPeer<P> peer) {
        return !exclusive || owner == peer;
    }

    /** The owner of an exclusive piece chokes, rejects, is silent or gone. */
    void abandon() {
        abandoned = exclusive;
    }

    /**
     * Prepares an exclusive piece for a peer that is about to be asked for its blocks: what an
     * earlier owner gave is thrown away.
     */
    void claim(PickerPeer<P> peer) {
        abandoned = false;
        if (owner != peer) {
            owner = peer;
            restart();
        }
    }

    void ask(int index, PickerPeer<P> peer) {
        Slot<P> slot = slots.get(index);
        if (slot.free()) {
            free--;
        }
        slot.asked.add(peer);
    }

    void unask(int index, PickerPeer<P> peer) {
        Slot<P> slot = slots.get(index);
        if (slot.asked.remove(peer) && slot.free()) {
            freed(index);
        }
    }

    /** Those asked for the block; a copy. */
    List<PickerPeer<P>> asked(int index) {
        return List.copyOf(slots.get(index).asked);
    }

    /** Whether the block is REQUESTED, by this many and not by that peer. */
    boolean requested(int index, int copies, PickerPeer<P> notBy) {
        Slot<P> slot = slots.get(index);
        return slot.giver == null && slot.asked.size() == copies && !slot.asked.contains(notBy);
    }

    /** Whether the block is neither HERE nor ARRIVING. */
    boolean lacks(int index) {
        Slot<P> slot = slots.get(index);
        return !slot.here && slot.giver == null;
    }

    /** REQUESTED or FREE becomes ARRIVING. */
    void arriving(int index, PickerPeer<P> peer) {
        Slot<P> slot = slots.get(index);
        if (slot.free()) {
            free--;
        }
        slot.giver = peer;
    }

    boolean arrivingFrom(int index, PickerPeer<P> peer) {
        Slot<P> slot = slots.get(index);
        return !slot.here && slot.giver == peer;
    }

    /** Whether a block of it is ARRIVING. */
    boolean arriving() {
        return slots.stream().anyMatch(slot -> !slot.here && slot.giver != null);
    }

    /** ARRIVING becomes HERE. */
    void arrived(int index) {
        slots.get(index).here = true;
        here++;
    }

    /** The giver of an ARRIVING block broke off. */
    void lost(int index) {
        Slot<P> slot = slots.get(index);
        slot.giver = null;
        if (slot.free()) {
            freed(index);
        }
    }

    /** Who gave each block that was given, by its number. */
    SequencedMap<Integer, P> givers() {
        SequencedMap<Integer, P> givers = new LinkedHashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            PickerPeer<P> giver = slots.get(i).giver;
            if (giver != null) {
                givers.put(i, giver.peer);
            }
        }
        return givers;
    }

    private void freed(int index) {
        free++;
        cursor = Math.min(cursor, index);
    }
}
