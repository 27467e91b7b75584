package dunlin.overlay.core;

import dunlin.protocol.overlay.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Whose digests are worth an attempt. A digest that promises words which its owner has not, three
 * times, is worth nothing from then on, until the owner has a hit after all.
 */
final class Trust {
    private static final int MISSES = 3;
    private static final int MOST_REMEMBERED = 1_024;
    private static final int PROBES = 16;

    /** A digest that matches by chance matches one of 2,000: two of sixteen once in 30,000. */
    private static final int TOO_MANY = 2;

    private final Map<Long, Integer> misses = new LinkedHashMap<>(4);

    /** Whether the digest says yes to words that nobody has. */
    static boolean matchesEverything(Digest digest, RandomGenerator random) {
        int matches = 0;
        for (int i = 0; i < PROBES; i++) {
            if (digest.mayHave(random.nextLong())) {
                matches++;
            }
        }
        return matches >= TOO_MANY;
    }

    boolean isWorthAsking(long owner) {
        return misses.getOrDefault(owner, 0) < MISSES;
    }

    void hit(long owner) {
        misses.remove(owner);
    }

    void miss(long owner) {
        misses.merge(owner, 1, Integer::sum);
        if (misses.size() > MOST_REMEMBERED) {
            misses.remove(misses.keySet().iterator().next());
        }
    }
}
