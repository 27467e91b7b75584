package dunlin.peer.utp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.peer.utp.core.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Memory outside the heap for the buffers of all connections, within a budget. A little of what
 * comes back is kept for the next; the rest is the collector's, so that nothing that is still in
 * use can be freed. Thread-safe.
 */
final class NativeMemory implements Memory {
    /** So that a packet's first byte begins a line of the processor's cache. */
    private static final long ALIGNMENT = 64;

    private static final long MOST_KEPT = 16 << 20;

    private final long budget;

    /** Those that came back, by the logarithm of their size. */
    @GuardedBy("this")
    private final Deque<MemorySegment>[] kept;

    @GuardedBy("this")
    private long keptBytes;

    @GuardedBy("this")
    private long lent;

    /**
     * @param budget bytes lent at most
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
    NativeMemory(long budget) {
        this.budget = budget;
        this.kept =
                IntStream.range(0, Integer.SIZE)
                        .mapToObj(_ -> new ArrayDeque<>(0))
                        .toArray(Deque[]::new);
    }

    /** Bytes that are lent now. */
    synchronized long lent() {
        return lent;
    }

    @Override
    public Optional<MemorySegment> take(int bytes) {
        synchronized (this) {
            if (lent + bytes > budget) {
                return Optional.empty();
            }
            lent += bytes;
            MemorySegment one = kept[sizeClass(bytes)].poll();
            if (one != null) {
                keptBytes -= bytes;
                return Optional.of(one);
            }
        }
        boolean isAllocated = false;
        try {
            MemorySegment fresh = Arena.ofAuto().allocate(bytes, ALIGNMENT);
            isAllocated = true;
            return Optional.of(fresh);
        } catch (OutOfMemoryError e) { // of direct memory, which others use, too
            return Optional.empty();
        } finally {
            if (!isAllocated) {
                returned(bytes);
            }
        }
    }

    private synchronized void returned(long bytes) {
        lent -= bytes;
    }

    @Override
    public synchronized void give(MemorySegment segment) {
        long bytes = segment.byteSize();
        lent -= bytes;
        if (keptBytes + bytes <= MOST_KEPT) {
            kept[sizeClass(bytes)].push(segment);
            keptBytes += bytes;
        }
    }

    private static int sizeClass(long bytes) {
        return Long.numberOfTrailingZeros(bytes);
    }
}
