package dunlin.tracker.memory;

import dunlin.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * Swarms by info-hash: open addressing with linear probing, at most two thirds full. Not
 * thread-safe.
 */
final class SwarmTable {
    private final SeededHash hash;
    private @Nullable MemorySwarm[] slots = new MemorySwarm[4];
    private int size;

    SwarmTable(SeededHash hash) {
        this.hash = hash;
    }

    /**
     * @param bits the info-hash's {@link SeededHash}, of which the lower bits choose the slot
     */
    @Nullable MemorySwarm find(InfoHash infoHash, int bits) {
        int slot = slot(bits);
        MemorySwarm swarm = slots[slot];
        while (swarm != null && !swarm.is(infoHash)) {
            slot = slot(slot + 1);
            swarm = slots[slot];
        }
        return swarm;
    }

    /** Adds a swarm that is not there yet. */
    void add(MemorySwarm swarm) {
        if (3 * (size + 1) > 2 * slots.length) {
            grow();
        }
        insert(swarm);
        size++;
    }

    /**
     * Removes a swarm that is there. Those behind it that it had pushed out of their slots move up,
     * so that no search ends at a gap too early (D. Knuth, The Art of Computer Programming 3, 6.4,
     * algorithm R).
     */
    void remove(MemorySwarm swarm) {
        int gap = slot(swarm.hash(hash));
        while (slots[gap] != swarm) {
            gap = slot(gap + 1);
        }
        int at = gap;
        while (true) {
            at = slot(at + 1);
            MemorySwarm next = slots[at];
            if (next == null) {
                break;
            }
            if (slot(at - next.hash(hash)) >= slot(at - gap)) {
                slots[gap] = next;
                gap = at;
            }
        }
        slots[gap] = null;
        size--;
    }

    /** How many slots there are now, a power of two. */
    int slots() {
        return slots.length;
    }

    /**
     * What is in a slot. When the table grows, swarms stay in their slots or move behind the old
     * end, but for those that another had pushed out of their own.
     */
    @Nullable MemorySwarm at(int slot) {
        return slots[slot];
    }

    private int slot(int bits) {
        return bits & slots.length - 1;
    }

    private void insert(MemorySwarm swarm) {
        int slot = slot(swarm.hash(hash));
        while (slots[slot] != null) {
            slot = slot(slot + 1);
        }
        slots[slot] = swarm;
    }

    private void grow() {
        @Nullable MemorySwarm[] old = slots;
        slots = new MemorySwarm[2 * old.length];
        for (MemorySwarm swarm : old) {
            if (swarm != null) {
                insert(swarm);
            }
        }
    }
}
