package dunlin.peer.utp.core;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Lends memory to connections, within a budget. Sizes are powers of two. */
public interface Memory {
    /** A segment of this size; empty if the budget has no more. What is in it is undefined. */
    Optional<MemorySegment> take(int bytes);

    /** Gives a segment back. */
    void give(MemorySegment segment);
}
