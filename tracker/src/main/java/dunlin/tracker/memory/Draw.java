package dunlin.tracker.memory;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import java.util.SplittableRandom;

/**
 * Draws peers for an answer, each equally likely and each once, without a list of those drawn: the
 * peers stand in a circle, which is turned at random and cut into short runs; from a random one on
 * it steps from run to run by a number that has no divisor in common with theirs. Neighbours in a
 * run lie side by side in memory. (The asker is passed over, so who stands behind it is drawn a
 * little more often.) Not thread-safe; one is kept, so that an answer costs no garbage.
 */
final class Draw {
    /** An answer has peers from about so many places of the circle, but not of runs too short. */
    private static final int PLACES = 4;

    private static final int MIN_RUN = 4;

    /** How many peers are looked at in search of near ones: some microseconds. */
    private static final int NEAR_LOOKS = 1_000;

    /** Primes beyond any number of runs, so each is a step that leads to all. */
    static final int[] STEPS = {
        1262124053, 1511887891, 1640531551, 1804289411,
        1115366401, 1957747819, 2147483629, 1407363539
    };

    /** More than an answer of the usual size is put together from. */
    private static final int MAX_PIECES = 32;

    private enum Which {
        ALL,
        NEAR,
        FAR
    }

    private final SplittableRandom random;
    private PeerSink chosen = new Nobody();
    private PeerAddress asker = PeerAddress.ipv4(0, 0);
    private Family family = Family.IPV4;
    private Which which = Which.ALL;
    private boolean sameFamily;
    private int want;
    private int looks;

    /** The pieces of runs that are fetched and not told yet: the first peer of each, how many. */
    private final int[] firsts = new int[MAX_PIECES];

    private final int[] counts = new int[MAX_PIECES];
    private int pieces;
    private int fetched;

    /** Of no use but to have memory read. */
    private int touched;

    private static final class Nobody implements PeerSink {
        @Override
        public void ipv4(int address, int port) {}

        @Override
        public void ipv6(long high, long low, int port) {}
    }

    Draw(SplittableRandom random) {
        this.random = random;
    }

    /**
     * Tells {@code sink} of up to {@code count} peers of one family.
     *
     * @param sets the family's
     */
    void draw(Announce announce, MemorySwarm swarm, PeerSets sets, int count, PeerSink sink) {
        chosen = sink;
        asker = announce.address();
        family = sets.family();
        sameFamily = asker.isIpv4() == (family == Family.IPV4);
        want = count;
        // One that comes with nothing left may be aria2 with a magnet link, which knows no size yet
        // and needs the seeders.
        boolean wantsNothing = announce.role() != Role.LEECHER && announce.event() != Event.STARTED;
        long seeds =
                wantsNothing
                        ? PeerSets.EMPTY
                        : swarm.set(MemorySwarm.numberOf(family, Role.SEEDER));
        long leechers = swarm.set(MemorySwarm.numberOf(family, Role.LEECHER));
        if (announce.preferLocal() && sameFamily) {
            walk(Which.NEAR, NEAR_LOOKS, sets, seeds, leechers);
            walk(Which.FAR, Integer.MAX_VALUE, sets, seeds, leechers);
        } else {
            walk(Which.ALL, Integer.MAX_VALUE, sets, seeds, leechers);
        }
    }

    private void walk(Which whichPeers, int maxLooks, PeerSets sets, long seeds, long leechers) {
        which = whichPeers;
        pieces = 0;
        fetched = 0;
        looks = maxLooks;
        int split = PeerSets.size(seeds);
        int all = split + PeerSets.size(leechers);
        int length = Math.max(MIN_RUN, want / PLACES);
        int runs = Math.ceilDiv(all, length);
        if (runs == 0) {
            return;
        }
        int turn = below(all);
        int run = below(runs);
        int step = STEPS[below(STEPS.length)] % runs;
        for (int i = 0; i < runs; i++) {
            int left = Math.min(length, all - run * length);
            int next = run * length - (all - turn);
            next += next < 0 ? all : 0;
            while (left > 0) {
                boolean inSeeds = next < split;
                long here = inSeeds ? sets.run(seeds, next) : sets.run(leechers, next - split);
                int count = Math.min(left, PeerSets.size(here));
                fetch(sets, PeerSets.first(here), count);
                if (fetched > want || pieces == MAX_PIECES) {
                    tellFetched(sets);
                    if (want == 0 || looks == 0) {
                        return;
                    }
                }
                left -= count;
                next += count;
                next -= next == all ? all : 0;
            }
            run += step - runs;
            run += run < 0 ? runs : 0;
        }
        tellFetched(sets);
    }

    /**
     * Reads a little of each piece before any is looked through, and does not need it yet: so the
     * memory brings them all at once, and not one after the other.
     */
    private void fetch(PeerSets sets, int first, int count) {
        int[] ints = sets.page(first);
        int from = Slabs.offset(first);
        touched += ints[from] + ints[from + (count - 1) * family.size];
        firsts[pieces] = first;
        counts[pieces] = count;
        pieces++;
        fetched += count;
    }

    private void tellFetched(PeerSets sets) {
        for (int i = 0; i < pieces; i++) {
            tell(sets.page(firsts[i]), Slabs.offset(firsts[i]), counts[i]);
        }
        pieces = 0;
        fetched = 0;
    }

    private void tell(int[] ints, int from, int count) {
        int looked = Math.min(count, looks);
        int end = from + looked * family.size;
        int told = 0;
        for (int at = from; at < end && told < want; at += family.size) {
            if (suits(ints, at)) {
                family.tell(ints, at, chosen);
                told++;
            }
        }
        want -= told;
        looks -= looked;
    }

    private boolean suits(int[] ints, int at) {
        if (sameFamily && family.isAt(ints, at, asker)) {
            return false;
        }
        return which == Which.ALL || family.isNear(ints, at, asker) == (which == Which.NEAR);
    }

    private int below(int bound) {
        return (int) ((random.nextLong() >>> 32) * bound >>> 32);
    }
}
