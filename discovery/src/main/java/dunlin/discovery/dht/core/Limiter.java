package dunlin.discovery.dht.core;

import java.util.HashMap;
import java.util.Map;

/**
 * How much each host may have in a time, and all of them together (the generic cell rate algorithm
 * of ITU-T I.371). Remembers a bounded number of hosts: beyond it no new one may.
 */
final class Limiter {
    private static final int MOST_HOSTS = 4_096;

    private final long nanosEach;
    private final long tolerance;
    private final long nanosEachOfAll;
    private final long toleranceOfAll;

    /** For each host the time at which its allowance is whole again. */
    private final Map<Long, Long> whole = new HashMap<>();

    private long wholeOfAll = Long.MIN_VALUE;

    /**
     * @param perSecond how many units a host may have a second
     * @param atOnce how many at once
     * @param all how many times that all hosts together may have
     */
    Limiter(double perSecond, double atOnce, int all) {
        this.nanosEach = (long) (1e9 / perSecond);
        this.tolerance = (long) (nanosEach * atOnce);
        this.nanosEachOfAll = Math.max(1, nanosEach / all);
        this.toleranceOfAll = (long) (nanosEachOfAll * atOnce * all);
    }

    /** Takes so many units for a host, or nothing. */
    boolean take(long host, int units, long now) {
        Long before = whole.get(host);
        if (before == null && whole.size() >= MOST_HOSTS) {
            whole.values().removeIf(it -> it - now <= 0);
            if (whole.size() >= MOST_HOSTS) {
                return false;
            }
        }
        long mine = later(before == null ? now : before, now) + units * nanosEach;
        long everyones =
                later(wholeOfAll == Long.MIN_VALUE ? now : wholeOfAll, now)
                        + units * nanosEachOfAll;
        if (mine - now > tolerance || everyones - now > toleranceOfAll) {
            return false;
        }
        whole.put(host, mine);
        wholeOfAll = everyones;
        return true;
    }

    /** Forgets whose allowance is whole. */
    void tidy(long now) {
        whole.values().removeIf(it -> it - now <= 0);
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
