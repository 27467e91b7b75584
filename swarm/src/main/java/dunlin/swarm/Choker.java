package dunlin.swarm;

import dunlin.net.HostPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides whom we serve (BEP 3, choking). While we fetch, those who give us most (tit-for-tat);
 * when we have everything, the fastest takers in one half of the slots and everyone in turn in the
 * other. One slot more is optimistic: it goes round every 30 seconds, so that newcomers can show
 * what they give. Where nobody has earned a slot, turns go by host first, and by peer within it, so
 * that many connections are worth no more than one; and whoever asks for nothing while others wait
 * loses the turn. Told {@link System#nanoTime}; not thread-safe.
 *
 * @param <P> a peer, compared by equals
 */
final class Choker<P> {
    /** How often {@link #rechoke} is to be called, in nanoseconds. */
    static final long INTERVAL = 10_000_000_000L;

    private static final long TURN = 30_000_000_000L;

    /**
     * Who asks for nothing so long after its turn began has no use for it: a round trip is less.
     */
    private static final long FIRST = 1_000_000_000L;

    /** Nor has who has asked for nothing more for so long. */
    private static final long IDLE = 3_000_000_000L;

    /** So long is a peer new, and three times as likely to get the optimistic slot. */
    private static final long NEW = 60_000_000_000L;

    /** Whoever is served keeps the slot unless another is this much better: no flapping. */
    private static final double LOYALTY = 1.2;

    /**
     * A connected peer, as it stands now.
     *
     * @param host by which turns go
     * @param interested whether it wants something of us
     * @param unchoked whether we serve it now
     * @param snubs whether we want something of it and no block came for a minute: it takes a slot
     *     only if nobody else wants it
     * @param rateFrom bytes a second received from it of late
     * @param rateTo bytes a second sent to it of late
     * @param joinedAt when it connected, as a {@code nanoTime}
     * @param chokeChangedAt when it was last choked or unchoked; {@code joinedAt} if never
     * @param askedAt when it last asked for something that it gets; {@code joinedAt} if never
     */
    record Candidate<P>(
            P peer,
            HostPrefix host,
            boolean interested,
            boolean unchoked,
            boolean snubs,
            long rateFrom,
            long rateTo,
            long joinedAt,
            long chokeChangedAt,
            long askedAt) {
        boolean waits() {
            return interested && !unchoked;
        }

        boolean gives() {
            return rateFrom > 0 && !snubs;
        }

        boolean inTurn(long now) {
            return unchoked && !snubs && now - chokeChangedAt < TURN;
        }

        boolean idles(long now) {
            boolean asked = askedAt - chokeChangedAt >= 0;
            return interested
                    && unchoked
                    && rateTo == 0
                    && (asked ? now - askedAt > IDLE : now - chokeChangedAt > FIRST);
        }
    }

    /** Hosts of which is remembered when they had their last turn. */
    private static final int MAX_SERVED = 1_000;

    private final RandomGenerator random;

    /** When a peer of a host was last chosen, the host for which that is longest ago first. */
    private final SequencedMap<HostPrefix, Long> served = new LinkedHashMap<>();

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
        Slots chosen = new Slots();
        if (seeding) {
            List<Candidate<P>> taking = new ArrayList<>(wanting);
            taking.removeIf(candidate -> candidate.rateTo() == 0);
            taking.sort(Comparator.comparingDouble(c -> -loyal(c, c.rateTo())));
            chosen.take(taking, (slots + 1) / 2);
        } else {
            chosen.take(givers(wanting), slots);
        }
        wanting.sort(byTurn(now));
        chosen.take(wanting.stream().filter(candidate -> candidate.inTurn(now)).toList(), slots);
        chosen.takeByHost(wanting, slots, now);
        addOptimistic(wanting, chosen, now);
        // Who wants nothing at the moment keeps a slot that nobody takes: it may want again soon.
        for (Candidate<P> candidate : peers) {
            if (candidate.unchoked() && chosen.peers.size() < slots) {
                chosen.peers.add(candidate.peer());
            }
        }
        noteTurns(peers, chosen.peers, now);
        return chosen.peers;
    }

    /**
     * Whose turn ends before its time: those who asked for nothing for some seconds, no more than
     * others wait. To be called every second.
     */
    Set<P> idle(Collection<Candidate<P>> peers, long now) {
        long waiting = peers.stream().filter(Candidate::waits).count();
        Set<P> idle = new LinkedHashSet<>();
        peers.stream()
                .filter(candidate -> candidate.idles(now))
                .sorted(Comparator.comparingLong(candidate -> candidate.askedAt() - now))
                .limit(waiting)
                .forEach(candidate -> idle.add(candidate.peer()));
        if (optimistic != null && idle.contains(optimistic)) {
            optimistic = null;
        }
        return idle;
    }

    /**
     * Fills slots that are free, between two calls of {@link #rechoke}: to be called when a peer
     * becomes interested or one that was served leaves. Nobody loses a slot by it.
     *
     * @return whom to serve in addition
     */
    Set<P> fill(Collection<Candidate<P>> peers, int slots, long now) {
        List<Candidate<P>> waiting = new ArrayList<>();
        Slots chosen = new Slots();
        int free = slots + 1;
        for (Candidate<P> candidate : peers) {
            if (candidate.waits()) {
                waiting.add(candidate);
            } else if (candidate.interested()) {
                free--;
                chosen.counts(candidate.host());
            }
        }
        chosen.take(givers(waiting), free);
        waiting.sort(byTurn(now));
        chosen.takeByHost(waiting, free, now);
        noteTurns(waiting, chosen.peers, now);
        return chosen.peers;
    }

    private void noteTurns(Collection<Candidate<P>> peers, Set<P> chosen, long now) {
        for (Candidate<P> candidate : peers) {
            if (chosen.contains(candidate.peer())) {
                served.putLast(candidate.host(), now);
            }
        }
        while (served.size() > MAX_SERVED) {
            served.pollFirstEntry();
        }
    }

    /** Those who have slots now, and how many each host has. */
    private final class Slots {
        final Set<P> peers = new LinkedHashSet<>();
        private final Map<HostPrefix, Integer> byHost = new HashMap<>();

        void counts(HostPrefix host) {
            byHost.merge(host, 1, Integer::sum);
        }

        private void take(Candidate<P> candidate) {
            if (peers.add(candidate.peer())) {
                counts(candidate.host());
            }
        }

        /** Fills up to so many slots in this order. */
        void take(List<Candidate<P>> ordered, int slots) {
            for (Candidate<P> candidate : ordered) {
                if (peers.size() >= slots) {
                    return;
                }
                take(candidate);
            }
        }

        /**
         * Fills up to so many, each with the first of a host that has fewest, and of such hosts
         * with that whose last turn is longest ago.
         */
        void takeByHost(List<Candidate<P>> ordered, int slots, long now) {
            List<Candidate<P>> left = new ArrayList<>(ordered);
            left.removeIf(candidate -> peers.contains(candidate.peer()));
            while (peers.size() < slots && !left.isEmpty()) {
                Candidate<P> next =
                        Collections.min(
                                left,
                                Comparator.comparingInt((Candidate<P> c) -> count(c))
                                        .thenComparing(c -> served.containsKey(c.host()))
                                        .thenComparingLong(
                                                c -> served.getOrDefault(c.host(), 0L) - now));
                left.remove(next);
                take(next);
            }
        }

        private int count(Candidate<P> candidate) {
            return byHost.getOrDefault(candidate.host(), 0);
        }
    }

    private List<Candidate<P>> givers(List<Candidate<P>> wanting) {
        return wanting.stream()
                .filter(Candidate::gives)
                .sorted(Comparator.comparingDouble(c -> -loyal(c, c.rateFrom())))
                .toList();
    }

    /** Who has waited longest, then whose turn is over; and at last those who owe us blocks. */
    private Comparator<Candidate<P>> byTurn(long now) {
        return Comparator.comparing((Candidate<P> c) -> c.snubs())
                .thenComparing(c -> c.unchoked())
                .thenComparingLong(c -> c.chokeChangedAt() - now);
    }

    private static double loyal(Candidate<?> candidate, long rate) {
        return candidate.unchoked() ? rate * LOYALTY : rate;
    }

    private void addOptimistic(List<Candidate<P>> wanting, Slots chosen, long now) {
        List<Candidate<P>> others = new ArrayList<>();
        boolean stays = false;
        for (Candidate<P> candidate : wanting) {
            if (!chosen.peers.contains(candidate.peer())) {
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
            chosen.peers.add(optimistic);
        }
    }

    /** Draws a host, and then one of its peers: new ones three times as often. */
    private P drawn(List<Candidate<P>> others, long now) {
        Map<HostPrefix, List<Candidate<P>>> byHost =
                others.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Candidate::host, LinkedHashMap::new, Collectors.toList()));
        ToIntFunction<Candidate<P>> weight = c -> now - c.joinedAt() < NEW ? 3 : 1;
        List<Candidate<P>> host =
                draw(byHost.values(), all -> all.stream().mapToInt(weight).max().orElse(0));
        return draw(host, weight).peer();
    }

    private <T> T draw(Collection<T> all, ToIntFunction<T> weight) {
        List<T> lots = new ArrayList<>();
        for (T one : all) {
            lots.addAll(Collections.nCopies(weight.applyAsInt(one), one));
        }
        return lots.get(random.nextInt(lots.size()));
    }
}
