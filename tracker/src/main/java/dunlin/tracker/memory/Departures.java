package dunlin.tracker.memory;

import dunlin.tracker.store.SwarmStore;
import java.util.Arrays;

/**
 * Who left of late, by a hash each. A fixed number are remembered, the latest: a flood of goodbyes
 * costs no memory, and makes others forgotten at worst. Not thread-safe.
 */
final class Departures {
    private static final int PLACES = 256;

    /** So far back before all time that nobody left then. */
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final long[] who = new long[PLACES];
    private final long[] when = new long[PLACES];
    private int next;

    Departures() {
        Arrays.fill(when, NEVER);
    }

    /**
     * A peer left.
     *
     * @param now in seconds
     */
    void left(long peer, long now) {
        who[next] = peer;
        when[next] = now;
        next = (next + 1) % PLACES;
    }

    /** Whether it left so short a time ago that what it says may be older than its goodbye. */
    boolean hasJustLeft(long peer, long now) {
        for (int i = 0; i < PLACES; i++) {
            if (who[i] == peer && now - when[i] <= SwarmStore.LATE_SECONDS) {
                return true;
            }
        }
        return false;
    }
}
