package dunlin.tracker.announce;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * A set of 64-bit fingerprints in one array, of 12 to 24 bytes each. To ask takes no lock and
 * allocates nothing; changes are made under a lock. Thread-safe.
 */
final class Fingerprints {
    private static final int SMALLEST = 1 << 10;

    /** What an empty cell holds, and one whose fingerprint was removed. */
    private static final long EMPTY = 0;

    private static final long REMOVED = 1;

    /**
     * A power of two of cells, at most two thirds of them used. Written again after each change.
     */
    private volatile long[] cells = new long[SMALLEST];

    /** Cells that are not empty. */
    @GuardedBy("this")
    private int used;

    @GuardedBy("this")
    private int size;

    boolean contains(long fingerprint) {
        long[] table = cells;
        return table[find(table, storable(fingerprint))] != EMPTY;
    }

    synchronized void add(long fingerprint) {
        long[] table = cells;
        int cell = find(table, storable(fingerprint));
        if (table[cell] != EMPTY) {
            return;
        }
        if ((used + 1L) * 3 > table.length * 2L) {
            table = withoutRemoved();
            cell = find(table, storable(fingerprint));
            used = size;
        }
        table[cell] = storable(fingerprint);
        used++;
        size++;
        cells = table;
    }

    synchronized void remove(long fingerprint) {
        long[] table = cells;
        int cell = find(table, storable(fingerprint));
        if (table[cell] != EMPTY) {
            table[cell] = REMOVED;
            size--;
            cells = table;
        }
    }

    synchronized int size() {
        return size;
    }

    /** Another table for those that are in, a third full. */
    @GuardedBy("this")
    private long[] withoutRemoved() {
        int length = SMALLEST;
        while (length < size * 3L) {
            length *= 2;
        }
        long[] table = new long[length];
        for (long fingerprint : cells) {
            if (fingerprint != EMPTY && fingerprint != REMOVED) {
                table[find(table, fingerprint)] = fingerprint;
            }
        }
        return table;
    }

    /** The cell that holds it, or the empty one where it belongs. */
    private static int find(long[] table, long fingerprint) {
        int mask = table.length - 1;
        int cell = (int) fingerprint & mask;
        while (table[cell] != EMPTY && table[cell] != fingerprint) {
            cell = (cell + 1) & mask;
        }
        return cell;
    }

    private static long storable(long fingerprint) {
        return fingerprint == EMPTY || fingerprint == REMOVED ? fingerprint + 2 : fingerprint;
    }
}
