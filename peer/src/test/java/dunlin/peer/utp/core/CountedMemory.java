package dunlin.peer.utp.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Memory that knows what is lent, and complains of what was not. Not thread-safe. */
final class CountedMemory implements Memory {
    private final long budget;
    private final Map<Long, MemorySegment> lent = new HashMap<>();
    private long bytes;
    private long most;

    CountedMemory(long budget) {
        this.budget = budget;
    }

    @Override
    public Optional<MemorySegment> take(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("a segment of " + size);
        }
        if (bytes + size > budget) {
            return Optional.empty();
        }
        MemorySegment segment = Arena.ofAuto().allocate(size);
        lent.put(segment.address(), segment);
        bytes += size;
        most = Math.max(most, bytes);
        return Optional.of(segment);
    }

    @Override
    public void give(MemorySegment segment) {
        if (lent.remove(segment.address()) == null) {
            throw new IllegalStateException("gives back what was not lent");
        }
        segment.fill((byte) 0xa5); // whoever goes on reading it is found out
        bytes -= segment.byteSize();
    }

    /** Bytes that are lent now. */
    long lent() {
        return bytes;
    }

    /** Bytes that were lent at most. */
    long most() {
        return most;
    }
}
