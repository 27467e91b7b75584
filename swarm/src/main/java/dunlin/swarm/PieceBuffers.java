package dunlin.swarm;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The direct memory in which pieces gather, one budget for all swarms of a node, never exceeded.
 * Each swarm may have as many pieces under way as fit into an even part of it, and at least one, in
 * turns: while a swarm waits that has none, nobody begins more than he has, and whoever is done
 * with a piece leaves its memory to the one that has waited longest. So eight swarms whose pieces
 * are a quarter of the budget each fetch four at a time, and none waits for ever.
 *
 * <p>Thread-safe; its monitor guards all, and nobody is called under it.
 */
public final class PieceBuffers {
    private final long budget;

    /** Swarms that fetch. */
    @GuardedBy("this")
    private int swarms;

    /** Swarms that may have no piece under way and want one, the longest waiting first. */
    @GuardedBy("this")
    private final Set<Part> waiting = new LinkedHashSet<>();

    /** Bytes that swarms may use, in a buffer already or not. */
    @GuardedBy("this")
    private long granted;

    /** Buffers that nobody uses, kept for the next piece of their length. */
    @GuardedBy("this")
    private final Map<Integer, Deque<ByteBuffer>> free = new HashMap<>();

    @GuardedBy("this")
    private long kept;

    /** Bytes in buffers that are used. */
    @GuardedBy("this")
    private long lent;

    /**
     * Buffers for the pieces of one node.
     *
     * @param budget bytes for all swarms together, and so the longest piece that can be fetched
     */
    public PieceBuffers(long budget) {
        this.budget = budget;
    }

    /**
     * A swarm begins to fetch.
     *
     * @param pieceLength of its longest piece, bytes; at most the budget
     */
    synchronized Part join(int pieceLength) {
        if (pieceLength > budget) {
            throw new IllegalArgumentException(
                    "pieces of %d bytes in a memory of %d".formatted(pieceLength, budget));
        }
        swarms++;
        return new Part(pieceLength);
    }

    /** How many bytes are in buffers now, used or kept. */
    synchronized long bytes() {
        return lent + kept;
    }

    /** What one swarm may use of the budget. */
    final class Part {
        private final int pieceLength;

        /** Pieces under way. */
        @GuardedBy("PieceBuffers.this")
        private int pieces;

        /** Whether it asked in vain since the last tick. */
        @GuardedBy("PieceBuffers.this")
        private boolean asked;

        @GuardedBy("PieceBuffers.this")
        private boolean left;

        private Part(int pieceLength) {
            this.pieceLength = pieceLength;
        }

        /**
         * How many pieces may be under way, now that more are to be begun. {@link #keep} follows.
         *
         * @param underWay how many are; those may stay, whatever the answer
         * @param more how many more there could be, from 1 on
         */
        int begin(int underWay, int more) {
            synchronized (PieceBuffers.this) {
                if (left) {
                    return 0;
                }
                set(underWay);
                if (underWay == 0 ? isNext() : waiting.isEmpty()) {
                    long even = Math.max(1, budget / swarms / pieceLength);
                    long room = (budget - granted) / pieceLength;
                    long begun = Math.min(room, Math.min(more, even - underWay));
                    set(underWay + (int) Math.max(0, begun));
                }
                asked = pieces == 0;
                if (asked) {
                    waiting.add(this);
                } else {
                    waiting.remove(this);
                }
                return pieces;
            }
        }

        /** So many pieces are under way: what others may use is told by that. */
        void keep(int underWay) {
            synchronized (PieceBuffers.this) {
                if (!left) {
                    set(underWay);
                }
            }
        }

        /** To be called every second: who waits and has not asked since the last time has gone. */
        void tick() {
            synchronized (PieceBuffers.this) {
                if (!asked) {
                    waiting.remove(this);
                }
                asked = false;
            }
        }

        @GuardedBy("PieceBuffers.this")
        private void set(int count) {
            granted += (long) (count - pieces) * pieceLength;
            pieces = count;
        }

        /** Whether this one is the first that waits, or nobody does. */
        @GuardedBy("PieceBuffers.this")
        private boolean isNext() {
            return waiting.isEmpty() || waiting.iterator().next() == this;
        }

        /** Whether another swarm has no piece under way and waits for memory. */
        boolean othersWait() {
            synchronized (PieceBuffers.this) {
                return waiting.size() > (waiting.contains(this) ? 1 : 0);
            }
        }

        /**
         * It fetches no more. Does nothing the second time.
         *
         * @param stillUsed pieces whose buffers will be given back
         */
        void leave(int stillUsed) {
            synchronized (PieceBuffers.this) {
                if (left) {
                    return;
                }
                left = true;
                swarms--;
                waiting.remove(this);
                set(stillUsed);
                if (swarms == 0) {
                    free.clear();
                    kept = 0;
                }
            }
        }

        /** An empty buffer of this many bytes, for a piece that may be under way. */
        ByteBuffer take(int length) {
            synchronized (PieceBuffers.this) {
                ByteBuffer buffer = PieceBuffers.this.take(length);
                lent += length;
                return buffer;
            }
        }

        /** Gives back a buffer that nobody uses any more. */
        void give(ByteBuffer buffer) {
            synchronized (PieceBuffers.this) {
                lent -= buffer.capacity();
                store(buffer);
                if (left && pieces > 0) {
                    set(pieces - 1);
                }
            }
        }

        /** Forgets a buffer that is left to the garbage collector: somebody may still write it. */
        void forget(ByteBuffer buffer) {
            synchronized (PieceBuffers.this) {
                lent -= buffer.capacity();
            }
        }
    }

    @GuardedBy("this")
    private ByteBuffer take(int length) {
        Deque<ByteBuffer> sameLength = free.get(length);
        if (sameLength != null && !sameLength.isEmpty()) {
            kept -= length;
            return sameLength.pop().clear();
        }
        if (lent + kept + length > budget) { // what is kept is of other lengths
            free.clear();
            kept = 0;
        }
        return ByteBuffer.allocateDirect(length);
    }

    @GuardedBy("this")
    private void store(ByteBuffer buffer) {
        int length = buffer.capacity();
        if (swarms > 0 && lent + kept + length <= budget) {
            kept += length;
            free.computeIfAbsent(length, any -> new ArrayDeque<>()).push(buffer);
        }
    }
}
