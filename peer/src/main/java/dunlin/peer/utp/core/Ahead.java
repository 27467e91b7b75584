package dunlin.peer.utp.core;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Packets that came while earlier ones are missing, by sequence number, their bytes one after the
 * other in lent memory. Not thread-safe.
 */
final class Ahead {
    /** Farther ahead nothing is kept: 16 bits, and arrays, have an end. */
    static final int FARTHEST = 4_096;

    private static final int FEWEST = 32;
    private static final int LEAST_MEMORY = 1 << 16;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Memory memory;
    private MemorySegment segment = MemorySegment.NULL;
    private ByteBuffer view = NOTHING;
    private int used;

    private int mask = -1;
    private int[] place = {};
    private int[] length = {};
    private int count;
    private int bytes;
    private long last;

    Ahead(Memory memory) {
        this.memory = memory;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Bytes that are kept. */
    int bytes() {
        return bytes;
    }

    /** The last packet that is kept; only if there is one. */
    long last() {
        return last;
    }

    boolean has(long sequence) {
        return count > 0 && sequence <= last && length[at(sequence)] >= 0;
    }

    /** Bytes of a packet that is kept. */
    int length(long sequence) {
        return length[at(sequence)];
    }

    /**
     * Keeps a packet that is not kept yet.
     *
     * @param expected the first one that is missing, at most {@link #FARTHEST} before it
     * @return false if there is no memory for it
     */
    boolean keep(long expected, long sequence, ByteBuffer payload) {
        int size = payload.remaining();
        if (used + size > view.capacity() && !makeRoom(expected, size)) {
            return false;
        }
        reach(expected, sequence);
        view.put(used, payload, payload.position(), size);
        place[at(sequence)] = used;
        length[at(sequence)] = size;
        used += size;
        bytes += size;
        last = count == 0 ? sequence : Math.max(last, sequence);
        count++;
        return true;
    }

    /** Moves a packet that is kept to the end of the stream. */
    void moveTo(ByteRing ring, long sequence) {
        int at = at(sequence);
        view.limit(place[at] + length[at]).position(place[at]);
        ring.put(view, length[at]);
        view.clear();
        drop(sequence);
    }

    /** Forgets a packet that is kept. */
    void drop(long sequence) {
        int at = at(sequence);
        bytes -= length[at];
        length[at] = -1;
        if (--count == 0) {
            used = 0;
        }
    }

    /** Forgets all and gives the memory back. */
    void free() {
        Arrays.fill(length, -1);
        count = 0;
        bytes = 0;
        change(MemorySegment.NULL, NOTHING);
        used = 0;
    }

    /** Memory that nothing is in is given back. */
    void rest() {
        if (count == 0) {
            free();
        }
    }

    private int at(long sequence) {
        return (int) sequence & mask;
    }

    /** Takes memory for what is kept and as much again, and puts it there without gaps. */
    private boolean makeRoom(long expected, int size) {
        int needed = Math.max(LEAST_MEMORY, 2 * (bytes + size));
        Optional<MemorySegment> lent = memory.take(Integer.highestOneBit(needed - 1) << 1);
        if (lent.isEmpty()) {
            return false;
        }
        ByteBuffer there = lent.get().asByteBuffer();
        int end = 0;
        for (long i = expected; count > 0 && i <= last; i++) {
            if (has(i)) {
                there.put(end, view, place[at(i)], length[at(i)]);
                place[at(i)] = end;
                end += length[at(i)];
            }
        }
        change(lent.get(), there);
        used = end;
        return true;
    }

    private void change(MemorySegment segment, ByteBuffer view) {
        if (this.view.capacity() > 0) {
            memory.give(this.segment);
        }
        this.segment = segment;
        this.view = view;
    }

    /** Widens the arrays until they hold all from the one to the other. */
    private void reach(long expected, long sequence) {
        int size = Math.max(FEWEST, mask + 1);
        while (sequence - expected >= size) {
            size *= 2;
        }
        if (size == mask + 1) {
            return;
        }
        int[] places = new int[size];
        int[] lengths = new int[size];
        Arrays.fill(lengths, -1);
        for (long i = expected; count > 0 && i <= last; i++) {
            if (has(i)) {
                places[(int) i & (size - 1)] = place[at(i)];
                lengths[(int) i & (size - 1)] = length[at(i)];
            }
        }
        place = places;
        length = lengths;
        mask = size - 1;
    }
}
