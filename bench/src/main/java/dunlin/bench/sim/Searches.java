package dunlin.bench.sim;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Has random nodes search, one after the other and some at a time, each for something that one
 * other random node has; and sums up how that went. Not thread-safe.
 */
public final class Searches {
    private static final int AT_A_TIME = 16;
    private static final double MILLIS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Medium medium;
    private final SplittableRandom random;
    private final IntPredicate takesPart;
    private final Samples firstHits = new Samples();
    private final Samples messages = new Samples();
    private final Samples bytes = new Samples();
    private int left;
    private int underWay;
    private int found;

    private Searches(Medium medium, IntPredicate takesPart, SplittableRandom random) {
        this.medium = medium;
        this.takesPart = takesPart;
        this.random = random;
    }

    /**
     * Runs them, and whatever else happens meanwhile.
     *
     * @param takesPart which nodes may search and have what is searched for
     */
    public static Searches run(
            Medium medium,
            Rival rival,
            int count,
            IntPredicate takesPart,
            SplittableRandom random) {
        Searches searches = new Searches(medium, takesPart, random);
        searches.left = count;
        for (int i = 0; i < AT_A_TIME; i++) {
            searches.next(rival);
        }
        while (searches.left + searches.underWay > 0 && medium.events().runNext()) {
            // until the last has ended
        }
        return searches;
    }

    private void next(Rival rival) {
        if (left == 0) {
            return;
        }
        left--;
        underWay++;
        int asker = anyone();
        int holder = asker;
        while (holder == asker) {
            holder = anyone();
        }
        rival.search(
                asker,
                holder,
                outcome -> {
                    underWay--;
                    count(outcome);
                    medium.events().after(0, () -> next(rival));
                });
    }

    private int anyone() {
        while (true) {
            int node = GraphFacts.anyone(medium.graph(), random);
            if (takesPart.test(node)) {
                return node;
            }
        }
    }

    private void count(Outcome outcome) {
        messages.add(outcome.messages());
        bytes.add(outcome.bytes());
        if (outcome.isFound()) {
            found++;
            firstHits.add(outcome.firstHit() / MILLIS);
        }
    }

    /** Of a hundred, how many were found. */
    public double found() {
        return 100.0 * found / messages.count();
    }

    /** Messages a search. */
    public double messages() {
        return messages.mean();
    }

    /** Bytes a search. */
    public double bytes() {
        return bytes.mean();
    }

    /** Milliseconds to the first hit, of those that had one. */
    public Samples firstHits() {
        return firstHits;
    }
}
