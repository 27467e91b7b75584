package dunlin.cluster.redis;

import dunlin.protocol.InfoHash;
import dunlin.tracker.store.SwarmStore.Gone;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What this tracker must remember to tell of peers that fall silent: the swarms that announces came
 * to, and the silent peers that announces met. Only for telling: the server forgets peers without
 * it. Bounded; what is beyond the bound is not told. Thread-safe.
 */
final class SilenceWatch {
    private static final int MAX_SWARMS = 200_000;
    private static final int MAX_UNTOLD = 10_000;

    /** No peer of the swarm that announced here was last heard before this second. */
    private final ConcurrentHashMap<InfoHash, Long> oldest = new ConcurrentHashMap<>();

    private final BlockingQueue<Gone> untold = new ArrayBlockingQueue<>(MAX_UNTOLD);

    void announced(InfoHash infoHash, long now) {
        if (oldest.mappingCount() < MAX_SWARMS) {
            oldest.putIfAbsent(infoHash, now);
        }
    }

    void met(List<Gone> gone) {
        gone.forEach(untold::offer);
    }

    void tell(Consumer<Gone> told) {
        List<Gone> some = new ArrayList<>();
        untold.drainTo(some);
        some.forEach(told);
    }

    /** Hands out swarms in which somebody may be silent, and watches them no more. */
    List<InfoHash> takeDue(long silentSince, int most) {
        List<InfoHash> due = new ArrayList<>();
        for (var entry : oldest.entrySet()) {
            if (due.size() == most) {
                break;
            }
            if (entry.getValue() < silentSince && oldest.remove(entry.getKey(), entry.getValue())) {
                due.add(entry.getKey());
            }
        }
        return due;
    }

    void watch(InfoHash infoHash, long since) {
        oldest.merge(infoHash, since, Math::min);
    }
}
