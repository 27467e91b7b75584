package dunlin.swarm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom we serve (BEP 3, choking). While we fetch, those who give us most (tit-for-tat);
 * when we have everything, the fastest takers in one half of the slots and everyone in turn in the
 * other. One slot more is optimistic: it goes round every 30 seconds, so that newcomers can show
 * what they give. Told {@link System#nanoTime}; not thread-safe.
 *
 * @param <P> a peer, compared by equals
 */
final class Choker<P> {
    /** How often {@link #rechoke} is to be called, in nanoseconds. */
    static final long INTERVAL = 10_000_000_000L;

    private static final long TURN = 30_000_000_000L;

    /** So long is a peer new, and three times as likely to get the optimistic slot. */
    private static final long NEW = 60_000_000_000L;

    /** Whoever is served keeps the slot unless another is this much better: no flapping. */
    private static final double LOYALTY = 1.2;

    /**
     * A connected peer, as it stands now.
     *
     * @param interested whether it wants something of us
     * @param unchoked whether we serve it now
     * @param snubs whether we want something of it and no block came for a minute: it takes a slot
     *     only if nobody else wants it
     * @param rateFrom bytes a second received from it of late
     * @param rateTo bytes a second sent to it of late
     * @param joinedAt when it connected, as a {@code nanoTime}
     * @param chokeChangedAt when it was last choked or unchoked; {@code joinedAt} if never
     */
    record Candidate<P>(
            P peer,
            boolean interested,
            boolean unchoked,
            boolean snubs,
            long rateFrom,
            long rateTo,
            long joinedAt,
            long chokeChangedAt) {}

    private final RandomGenerator random;
    private @Nullable P optimistic;
    private long optimisticSince;

    Choker(RandomGenerator random) {
        this.random = random;
    }

    /**
     * How many regular slots suit an upload of so many bytes a second, as is or as limited: 4 on a
     * slow line, 24 at 1 MB/s, at most 64.
     */
    static int slotsFor(long uploadRate) {
        return Math.clamp(Math.round(Math.sqrt(uploadRate / 1000.0 * 0.6)), 4, 64);
    }

    /**
     * Decides anew about everyone.
     *
     * @param peers all connected peers
     * @param seeding whether we need nothing more
     * @param slots regular slots, at least 1
     * @return whom to serve from now on; all others are to be choked
     */
    Set<P> rechoke(Collection<Candidate<P>> peers, boolean seeding, int slots, long now) {
        List<Candidate<P>> wanting = new ArrayList<>();
        for (Candidate<P> candidate : peers) {
            if (candidate.interested()) {
                wanting.add(candidate);
            }
        }
        Set<P> chosen = new LinkedHashSet<>();
        if (seeding) {
            List<Candidate<P>> taking = new ArrayList<>(wanting);
            taking.removeIf(candidate -> candidate.rateTo() == 0);
            taking.sort(Comparator.comparingDouble(c -> -loyal(c, c.rateTo())));
            take(taking, (slots + 1) / 2, chosen);
            wanting.sort(byTurn(now));
        } else {
            wanting.sort(byGiving());
        }
        take(wanting, slots, chosen);
        addOptimistic(wanting, chosen, now);
        // Who wants nothing at the moment keeps a slot that nobody takes: it may want again soon.
        for (Candidate<P> candidate : peers) {
            if (candidate.unchoked() && chosen.size() < slots) {
                chosen.add(candidate.peer());
            }
        }
        return chosen;
    }

    /**
     * Fills slots that are free, between two calls of {@link #rechoke}: to be called when a peer
     * becomes interested or one that was served leaves. Nobody loses a slot by it.
     *
     * @return whom to serve in addition
     */
    Set<P> fill(Collection<Candidate<P>> peers, int slots, long now) {
        List<Candidate<P>> waiting = new ArrayList<>();
        int free = slots + 1;
        for (Candidate<P> candidate : peers) {
            if (candidate.interested() && candidate.unchoked()) {
                free--;
            } else if (candidate.interested()) {
                waiting.add(candidate);
            }
        }
        waiting.sort(byGiving());
        Set<P> chosen = new LinkedHashSet<>();
        take(waiting, Math.max(0, free), chosen);
        return chosen;
    }

    private void take(List<Candidate<P>> ordered, int slots, Set<P> chosen) {
        for (Candidate<P> candidate : ordered) {
            if (chosen.size() >= slots) {
                return;
            }
            chosen.add(candidate.peer());
        }
    }

    private Comparator<Candidate<P>> byGiving() {
        return Comparator.comparing((Candidate<P> c) -> c.snubs())
                .thenComparingDouble(c -> -loyal(c, c.rateFrom()))
                .thenComparing(c -> !c.unchoked());
    }

    /** Those in the middle of their turn, then who has waited longest, then whose turn is over. */
    private Comparator<Candidate<P>> byTurn(long now) {
        return Comparator.comparingInt((Candidate<P> c) ->
                        !c.unchoked() ? 1 : now - c.chokeChangedAt() < TURN ? 0 : 2)
                .thenComparingLong(c -> c.chokeChangedAt() - now);
    }

    private static double loyal(Candidate<?> candidate, long rate) {
        return candidate.unchoked() ? rate * LOYALTY : rate;
    }

    private void addOptimistic(List<Candidate<P>> wanting, Set<P> chosen, long now) {
        List<Candidate<P>> others = new ArrayList<>();
        boolean stays = false;
        for (Candidate<P> candidate : wanting) {
            if (!chosen.contains(candidate.peer())) {
                others.add(candidate);
                stays |= candidate.peer().equals(optimistic) && now - optimisticSince < TURN;
            }
        }
        if (!stays) {
            // A turn that is over goes to another, if there is another.
            if (others.size() > 1) {
                others.removeIf(candidate -> candidate.peer().equals(optimistic));
            }
            optimistic = others.isEmpty() ? null : drawn(others, now);
            optimisticSince = now;
        }
        if (optimistic != null) {
            chosen.add(optimistic);
        }
    }

    private P drawn(List<Candidate<P>> others, long now) {
        List<P> lots = new ArrayList<>();
        for (Candidate<P> candidate : others) {
            int weight = now - candidate.joinedAt() < NEW ? 3 : 1;
            for (int i = 0; i < weight; i++) {
                lots.add(candidate.peer());
            }
        }
        return lots.get(random.nextInt(lots.size()));
    }
}
