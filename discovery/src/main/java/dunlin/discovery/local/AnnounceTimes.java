package dunlin.discovery.local;

import dunlin.protocol.InfoHash;
import dunlin.protocol.local.LocalAnnounce;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which shares are told of in the local network when (BEP 14): a new one at once, with others that
 * are new; each again every five minutes, and when somebody else asks, but never twice a minute;
 * and a packet a second in the long run, however many shares there are. Told {@link
 * System#nanoTime}; not thread-safe.
 */
final class AnnounceTimes {
    /** So many packets at once, if none left for as many seconds. */
    static final int BURST = 4;

    /** Shares that are no more are remembered, in case they come back within a minute. */
    private static final int MOST_GONE = 1_000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long APART = 60 * SECOND;
    private static final long EVERY = 300 * SECOND;
    private static final long JITTER = 30 * SECOND;

    /** Shares that are opened together are told of together. */
    private static final long BATCH = SECOND / 5;

    /** Answers of many who heard one question are spread over so long. */
    private static final long ANSWERS = SECOND;

    private static final class Times {
        long earliest;
        long dueAt;
    }

    private final RandomGenerator random;
    private final Map<InfoHash, Times> shares = new LinkedHashMap<>();
    private final LinkedHashMap<InfoHash, Times> gone = new LinkedHashMap<>();

    /** When all packets that were sent are paid for, at one a second. */
    private long paidAt;

    AnnounceTimes(RandomGenerator random, long now) {
        this.random = random;
        this.paidAt = now;
    }

    void add(InfoHash id, long now) {
        Times before = gone.remove(id);
        Times times = new Times();
        times.earliest = before == null ? now : before.earliest;
        times.dueAt = later(times.earliest, now + BATCH);
        shares.putIfAbsent(id, times);
    }

    void remove(InfoHash id) {
        Times times = shares.remove(id);
        if (times != null) {
            gone.putLast(id, times);
            if (gone.size() > MOST_GONE) {
                gone.pollFirstEntry();
            }
        }
    }

    /** Peers are needed. */
    void hurry(InfoHash id, long now) {
        sooner(id, now + BATCH);
    }

    /** Somebody else told of this share, and does not know of us yet. */
    void asked(InfoHash id, long now) {
        sooner(id, now + random.nextLong(ANSWERS));
    }

    private void sooner(InfoHash id, long at) {
        Times times = shares.get(id);
        if (times != null) {
            long may = later(times.earliest, at);
            if (may - times.dueAt < 0) {
                times.dueAt = may;
            }
        }
    }

    /** The shares to tell of in a packet now; none if nothing is due. They count as told. */
    List<InfoHash> due(long now) {
        if (paidAt - now > (BURST - 1) * SECOND) {
            return List.of();
        }
        List<InfoHash> due =
                shares.entrySet().stream()
                        .filter(share -> share.getValue().dueAt - now <= 0)
                        .sorted(Comparator.comparingLong(share -> share.getValue().dueAt - now))
                        .limit(LocalAnnounce.MOST_SENT)
                        .map(Map.Entry::getKey)
                        .toList();
        if (!due.isEmpty()) {
            paidAt = later(paidAt, now) + SECOND;
        }
        for (InfoHash id : due) {
            Times times = shares.get(id);
            if (times != null) {
                times.earliest = now + APART;
                times.dueAt = now + EVERY + random.nextLong(JITTER);
            }
        }
        return due;
    }

    /** For how many nanoseconds nothing is due, at least 1. */
    long quiet(long now) {
        long next = EVERY;
        for (Times times : shares.values()) {
            next = Math.min(next, times.dueAt - now);
        }
        return Math.max(1, Math.max(next, paidAt - (BURST - 1) * SECOND - now));
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
