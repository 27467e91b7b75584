package dunlin.peer.utp.core;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Bytes of a stream in lent memory, addressed by their offset in the stream: offset modulo capacity
 * is the place. Holds no memory until it first grows. Not thread-safe.
 */
final class ByteRing {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Memory memory;
    private MemorySegment segment = MemorySegment.NULL;
    private ByteBuffer view = NOTHING;
    private long first;
    private long end;

    ByteRing(Memory memory) {
        this.memory = memory;
    }

    /** Offset of the first byte that is kept. */
    long first() {
        return first;
    }

    /** Offset after the last byte. */
    long end() {
        return end;
    }

    int size() {
        return (int) (end - first);
    }

    int capacity() {
        return view.capacity();
    }

    int room() {
        return capacity() - size();
    }

    /** Where the bytes lie: see {@link #index} and {@link #straight}. */
    MemorySegment segment() {
        return segment;
    }

    long index(long offset) {
        return offset & (capacity() - 1);
    }

    /** Bytes from an offset to the end of the memory, where the ring goes around. */
    int straight(long offset) {
        return (int) (capacity() - index(offset));
    }

    /** Appends the next so many bytes of the source; there must be room. */
    void put(ByteBuffer source, int length) {
        for (int left = length; left > 0; ) {
            int now = Math.min(left, straight(end));
            view.put((int) index(end), source, source.position(), now);
            source.position(source.position() + now);
            end += now;
            left -= now;
        }
    }

    /** Moves bytes from the front to the target. @return how many */
    int take(ByteBuffer target) {
        int length = Math.min(target.remaining(), size());
        for (int left = length; left > 0; ) {
            int now = Math.min(left, straight(first));
            target.put(target.position(), view, (int) index(first), now);
            target.position(target.position() + now);
            first += now;
            left -= now;
        }
        return length;
    }

    /** Forgets the bytes before this offset. */
    void dropTo(long offset) {
        first = offset;
    }

    /** Changes to more memory. @return false if none is to be had, and all stays as it is */
    boolean grow(int capacity) {
        Optional<MemorySegment> lent = memory.take(capacity);
        if (lent.isEmpty()) {
            return false;
        }
        MemorySegment larger = lent.get();
        ByteBuffer there = larger.asByteBuffer();
        for (long at = first; at < end; ) {
            int target = (int) (at & (capacity - 1));
            int now = (int) Math.min(end - at, Math.min(straight(at), capacity - target));
            there.put(target, view, (int) index(at), now);
            at += now;
        }
        giveBack();
        segment = larger;
        view = there;
        return true;
    }

    /** Forgets all bytes and gives the memory back. */
    void free() {
        first = end;
        giveBack();
        segment = MemorySegment.NULL;
        view = NOTHING;
    }

    private void giveBack() {
        if (capacity() > 0) {
            memory.give(segment);
        }
    }
}
