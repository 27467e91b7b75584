package dunlin.overlay.core;

import dunlin.protocol.overlay.OverlayMessage.Held;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the estimate of the network's size, and with it how far cards and questions go. Neighbours
 * tell each other now and then which cards they hold; one in {@value #SLICES} is enough, but the
 * same ones everywhere.
 */
final class SizeWatch {
    static final int SLICES = 4;

    private static final int MOST_TOLD = 256;
    private static final long EVERY = 5 * 60_000;

    /** While the network grows fast, or this member is new. */
    private static final long EVERY_AT_FIRST = 30_000;

    /** Estimating takes some thousand steps. */
    private static final long STALE = 20_000;

    private static final int MANY_AT_FIRST = 4;

    private final Seams seams;
    private final Links links;
    private final Cards cards;
    private int estimate = 1;
    private long estimated;
    private long next;
    private int told;

    SizeWatch(Seams seams, Links links, Cards cards) {
        this.seams = seams;
        this.links = links;
        this.cards = cards;
    }

    long next() {
        return next;
    }

    /** Tells neighbours, and estimates anew, if it is time: then true. */
    boolean tick(long now) {
        if (now < next) {
            return false;
        }
        long every = told++ < MANY_AT_FIRST ? EVERY_AT_FIRST : EVERY;
        next = now + every - every / 6 + seams.random().nextLong(every / 3 + 1);
        Held held = told(now);
        for (Linked neighbour : links.neighbours()) {
            links.send(neighbour, held);
        }
        estimate(now);
        return true;
    }

    /** A new neighbour is told at once, and so is a visitor. */
    void came(Linked neighbour, long now) {
        links.send(neighbour, told(now));
    }

    void held(Linked from, Held held) {
        long[] sorted = slice(held.ids().stream().mapToLong(Long::longValue).toArray());
        Arrays.sort(sorted);
        from.tellsCards(sorted);
    }

    /** Estimates anew what was not estimated of late. */
    private void refresh(long now) {
        if (now - estimated >= STALE) {
            estimate(now);
        }
    }

    private void estimate(long now) {
        estimated = now;
        long[] own = cards.idsSince(now - settings().cardRenewal().toMillis());
        List<long[]> theirs = new ArrayList<>(links.neighbours().size());
        for (Linked neighbour : links.neighbours()) {
            if (neighbour.cardsThere().length > 0) {
                theirs.add(neighbour.cardsThere());
            }
        }
        double fresh = 1.0 + own.length + (double) SLICES * SizeEstimate.beyond(slice(own), theirs);
        estimate = (int) (isSettled() ? Math.sqrt(fresh * estimate) : fresh);
    }

    /** How many members there are about, this one included. */
    int members() {
        return estimate;
    }

    /** To how many members a card or a question goes. */
    int reach(long now) {
        refresh(now);
        return reach();
    }

    private int reach() {
        Settings settings = settings();
        return (int)
                Math.clamp(
                        Math.round(settings.reach() * Math.sqrt(estimate)),
                        settings.leastReach(),
                        settings.mostReach());
    }

    /** What is granted of the reach that somebody wants: others may think the network larger. */
    int cap(int wanted) {
        return Math.clamp(wanted, 0, Math.min(4 * reach(), seams.settings().mostReach()));
    }

    /** Those that were signed of late: of the others many are of members who left. */
    private Held told(long now) {
        long[] fresh = cards.idsSince(now - settings().cardRenewal().toMillis());
        return new Held(Arrays.stream(slice(fresh)).boxed().toList());
    }

    private Settings settings() {
        return seams.settings();
    }

    /** From then on an estimate counts half, and those before the other half: chance evens out. */
    private boolean isSettled() {
        return told > MANY_AT_FIRST;
    }

    private static long[] slice(long[] ids) {
        return Arrays.stream(ids).filter(id -> id % SLICES == 0).limit(MOST_TOLD).toArray();
    }
}
