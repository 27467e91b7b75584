package dunlin.overlay.core;

import java.util.Arrays;
import java.util.List;

/**
 * How many members the network has beyond those whose cards we hold, by capture and recapture. Two
 * neighbours of ours lie two steps apart, with us between them; of the cards that we do not hold,
 * each holds some that came to it by ways of its own. If the one holds {@code a} of them, the other
 * {@code b}, and {@code m} are the same, there are about a·b/m of them. (Cards that we hold say
 * nothing: most came through a neighbour, which holds them just therefore.)
 *
 * <p>Each neighbour gives an estimate, with all others beside it, and the middle one counts: so who
 * makes ids up, or leaves them out, moves it by a place.
 */
final class SizeEstimate {
    private SizeEstimate() {}

    /**
     * The estimate of those beyond.
     *
     * @param own the ids of the cards that are held, sorted
     * @param neighbours the same for each neighbour that told them, each sorted
     */
    static int beyond(long[] own, List<long[]> neighbours) {
        List<long[]> unknown = neighbours.stream().map(theirs -> without(theirs, own)).toList();
        if (unknown.size() < 2) {
            return unknown.isEmpty() ? 0 : unknown.getFirst().length;
        }
        double[] estimates =
                unknown.stream().mapToDouble(one -> estimate(one, unknown)).sorted().toArray();
        double middle =
                (estimates[(estimates.length - 1) / 2] + estimates[estimates.length / 2]) / 2;
        return (int) Math.min(Integer.MAX_VALUE / 8, middle);
    }

    private static double estimate(long[] one, List<long[]> all) {
        double products = 0;
        double shared = 0;
        for (long[] other : all) {
            if (other != one) {
                products += (double) one.length * other.length;
                shared += common(one, other);
            }
        }
        return products / Math.max(1, shared);
    }

    private static long[] without(long[] some, long[] others) {
        return Arrays.stream(some).filter(id -> Arrays.binarySearch(others, id) < 0).toArray();
    }

    private static int common(long[] some, long[] others) {
        int common = 0;
        int at = 0;
        for (long id : some) {
            while (at < others.length && others[at] < id) {
                at++;
            }
            if (at < others.length && others[at] == id) {
                common++;
            }
        }
        return common;
    }
}
