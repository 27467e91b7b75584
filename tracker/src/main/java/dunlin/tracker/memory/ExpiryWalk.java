package dunlin.tracker.memory;

import dunlin.tracker.store.SwarmStore.Gone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of expiry through a shard, swarm by swarm and peer by peer, a bounded part at a time.
 * Between two parts peers come and go, so it may miss one, and finds it the next time round.
 * Guarded by the shard's monitor.
 */
final class ExpiryWalk {
    // What a part may cost, and what things cost: about as many nanoseconds, measured.
    private static final int PART = 50_000;
    private static final int SLOT = 1;
    private static final int RUN = 60;
    private static final int PEER = 2;
    private static final int REMOVAL = 200;

    private final SwarmShard shard;
    private final SwarmTable table;
    private int slot;
    private @Nullable MemorySwarm swarm;
    private int number;
    private int next;

    private long silentSince;
    private long latest;

    ExpiryWalk(SwarmShard shard, SwarmTable table) {
        this.shard = shard;
        this.table = table;
    }

    /**
     * Goes on.
     *
     * @param since the tick before which the silent were heard last
     * @param latestTick of all announces so far
     * @param gone takes those removed
     * @return whether the end was reached; the next call begins anew
     */
    boolean walk(long since, long latestTick, List<Gone> gone) {
        silentSince = since;
        latest = latestTick;
        int left = PART;
        while (left > 0) {
            if (slot >= table.slots()) {
                slot = 0;
                swarm = null;
                return true;
            }
            MemorySwarm here = table.at(slot);
            if (here != swarm) {
                swarm = here;
                number = 0;
                next = 0;
            }
            if (here == null || number == MemorySwarm.SETS) {
                slot++;
                left -= SLOT;
            } else {
                left -= look(here, gone);
            }
        }
        return false;
    }

    /** Looks at some peers of the set whose turn it is, up to the first silent; says the cost. */
    private int look(MemorySwarm here, List<Gone> gone) {
        PeerSets sets = shard.sets(MemorySwarm.family(number));
        long set = here.set(number);
        if (next >= PeerSets.size(set)) {
            number++;
            next = 0;
            return SLOT;
        }
        set = sets.tidy(set, next);
        here.put(number, set);
        long run = sets.run(set, next);
        int seen = heard(sets, run);
        next += seen;
        if (seen == PeerSets.size(run)) {
            return RUN + seen * PEER;
        }
        gone.add(shard.leave(here, number, PeerSets.first(run) + seen * sets.family().size));
        return RUN + seen * PEER + REMOVAL;
    }

    /** How many of a run come before the first silent one. */
    private int heard(PeerSets sets, long run) {
        int[] ints = sets.page(PeerSets.first(run));
        int at = Slabs.offset(PeerSets.first(run));
        int seen = 0;
        while (seen < PeerSets.size(run)
                && PeerState.heard(Family.state(ints, at), latest) >= silentSince) {
            at += sets.family().size;
            seen++;
        }
        return seen;
    }
}
