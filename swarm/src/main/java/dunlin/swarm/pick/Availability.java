package dunlin.swarm.pick;

import dunlin.protocol.Bitfield;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * How many peers have each piece, and the MISSING pieces in that order, rarest first and shuffled
 * among equals.
 *
 * <p>{@code order[0 .. ends[0])} are the listed pieces that no peer but seeds has, {@code
 * order[ends[c-1] .. ends[c])} those that {@code c} peers have; {@code position} is the inverse of
 * {@code order}. One peer more or less for a piece is one swap over the border of two buckets.
 * Seeds are counted apart: they change no order.
 */
final class Availability {
    private final RandomGenerator random;
    private final int[] count;
    private final int[] order;
    private final int[] position;
    private int[] ends = new int[1];
    private int seeds;

    /** Lists every piece that is not in {@code have}. */
    Availability(Bitfield have, RandomGenerator random) {
        this.random = random;
        count = new int[have.size()];
        order = new int[have.size()];
        position = new int[have.size()];
        Arrays.fill(position, -1);
        for (int p = have.nextClear(0); p >= 0; p = have.nextClear(p + 1)) {
            put(p, ends[0]++);
            mix(p);
        }
    }

    void seedJoined() {
        seeds++;
    }

    void seedLeft() {
        seeds--;
    }

    /** Number of peers that have the piece, seeds included. */
    int of(int piece) {
        return count[piece] + seeds;
    }

    boolean listed(int piece) {
        return position[piece] >= 0;
    }

    /** Number of listed pieces. */
    int size() {
        return ends[ends.length - 1];
    }

    /** Whether any peer has any listed piece. */
    boolean obtainable() {
        return size() > (seeds > 0 ? 0 : ends[0]);
    }

    /** The rarest listed piece of all. */
    int rarest() {
        return order[0];
    }

    /** A listed piece, each with the same chance. */
    int any() {
        return order[random.nextInt(size())];
    }

    /**
     * The rarest listed piece that a peer other than a seed has, or -1 if it is not among the first
     * {@code limit} in question.
     */
    int rarest(IntPredicate has, int limit) {
        int end = (int) Math.min(size(), (long) ends[0] + limit);
        for (int i = ends[0]; i < end; i++) {
            if (has.test(order[i])) {
                return order[i];
            }
        }
        return -1;
    }

    /** One peer more has the piece. */
    void up(int piece) {
        int c = count[piece]++;
        if (listed(piece)) {
            reach(c + 1);
            swap(piece, --ends[c]);
            mix(piece);
        }
    }

    /** One peer less has the piece. */
    void down(int piece) {
        int c = count[piece]--;
        if (listed(piece)) {
            swap(piece, ends[c - 1]++);
            mix(piece);
        }
    }

    /** The piece is MISSING again. Steps: the number of buckets. */
    void list(int piece) {
        int c = count[piece];
        reach(c);
        int hole = size();
        for (int b = ends.length - 1; b > c; b--) {
            int first = ends[b - 1];
            ends[b]++;
            if (first != hole) {
                put(order[first], hole);
                hole = first;
            }
        }
        ends[c]++;
        put(piece, hole);
        mix(piece);
    }

    /** The piece is no longer MISSING. Steps: the number of buckets. */
    void unlist(int piece) {
        int hole = position[piece];
        for (int b = count[piece]; b < ends.length; b++) {
            int last = --ends[b];
            if (last != hole) {
                put(order[last], hole);
                hole = last;
            }
        }
        position[piece] = -1;
    }

    /**
     * Gives a piece at the edge of its bucket any place in it, so that its neighbours stay random.
     */
    private void mix(int piece) {
        int c = count[piece];
        int start = c == 0 ? 0 : ends[c - 1];
        swap(piece, start + random.nextInt(ends[c] - start));
    }

    private void swap(int piece, int place) {
        int other = order[place];
        put(other, position[piece]);
        put(piece, place);
    }

    private void put(int piece, int place) {
        order[place] = piece;
        position[piece] = place;
    }

    private void reach(int bucket) {
        if (bucket >= ends.length) {
            int size = size();
            int old = ends.length;
            ends = Arrays.copyOf(ends, Math.max(bucket + 1, old * 2));
            Arrays.fill(ends, old, ends.length, size);
        }
    }
}
