package dunlin.bench.sim.utp;

import dunlin.peer.utp.core.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Memory that connections of one simulation share; knows what is lent. Not thread-safe. */
final class LentMemory implements Memory {
    private static final ThreadLocal<Map<Integer, Deque<MemorySegment>>> FREE =
            ThreadLocal.withInitial(HashMap::new);

    private final long budget;
    private final Set<Long> lent = new HashSet<>();
    private long bytes;
    private long most;

    /**
     * @param budget bytes that it lends at most
     */
    LentMemory(long budget) {
        this.budget = budget;
    }

    @Override
    public Optional<MemorySegment> take(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new Broken("asks for " + size + " bytes");
        }
        if (bytes + size > budget) {
            return Optional.empty();
        }
        MemorySegment segment = FREE.get().computeIfAbsent(size, _ -> new ArrayDeque<>()).poll();
        if (segment == null) {
            segment = Arena.ofAuto().allocate(size);
        }
        bytes += size;
        most = Math.max(most, bytes);
        lent.add(segment.address());
        return Optional.of(segment);
    }

    @Override
    public void give(MemorySegment segment) {
        if (!lent.remove(segment.address())) {
            throw new Broken("gives back what was not lent");
        }
        segment.fill((byte) 0xa5); // whoever goes on reading it is found out
        bytes -= segment.byteSize();
        FREE.get().computeIfAbsent((int) segment.byteSize(), _ -> new ArrayDeque<>()).push(segment);
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
