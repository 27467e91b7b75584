package dunlin.swarm;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The direct memory in which pieces gather, one budget for all swarms of a node. A swarm asks how
 * many pieces it may have under way, and takes a buffer for each; buffers given back are kept for
 * the next piece of that length. Thread-safe.
 */
public final class PieceBuffers {
    /** The fewest pieces that a swarm may have under way, however long they are. */
    private static final int FEWEST_PIECES = 3;

    private final long budget;
    private final Map<Integer, Deque<ByteBuffer>> free = new HashMap<>();
    private long kept;
    private int swarms;

    /**
     * @param budget bytes that all fetching swarms share evenly
     */
    public PieceBuffers(long budget) {
        this.budget = budget;
    }

    /** A swarm begins to fetch and takes its share of the budget. */
    synchronized void join() {
        swarms++;
    }

    /** A swarm fetches no more. */
    synchronized void leave() {
        swarms--;
        if (swarms == 0) {
            free.clear();
            kept = 0;
        }
    }

    /** How many pieces of this length one swarm may have under way now. */
    synchronized int piecesEach(int pieceLength) {
        long share = budget / Math.max(1, swarms);
        return (int) Math.max(FEWEST_PIECES, Math.min(Integer.MAX_VALUE, share / pieceLength));
    }

    /** An empty buffer of exactly this many bytes. */
    synchronized ByteBuffer take(int length) {
        Deque<ByteBuffer> sameLength = free.get(length);
        if (sameLength == null || sameLength.isEmpty()) {
            return ByteBuffer.allocateDirect(length);
        }
        kept -= length;
        return sameLength.pop().clear();
    }

    /** Gives back a buffer that nobody uses any more. */
    synchronized void give(ByteBuffer buffer) {
        int length = buffer.capacity();
        if (swarms > 0 && kept + length <= budget) {
            kept += length;
            free.computeIfAbsent(length, any -> new ArrayDeque<>()).push(buffer);
        }
    }
}
