package dunlin.discovery.local;

import dunlin.protocol.InfoHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * When which share is called out in the local network: pure. A new one soon, then each every five
 * minutes or so, and none more than once a minute; however many there are, so many packets a second
 * at most, the longest due first. Told {@link System#nanoTime}; not thread-safe.
 */
final class LocalSchedule {
    private static final long SECOND = 1_000_000_000;

    /** How long new shares are gathered, so that many of one start fill a packet. */
    private static final long GATHERING = SECOND / 4;

    private static final long INTERVAL = 300 * SECOND;
    private static final long JITTER = 30 * SECOND;

    /** BEP 14: no share more often than that. */
    private static final long MIN_INTERVAL = 60 * SECOND;

    /** Time between two packets to one group. */
    static final long PACE = SECOND / 5;

    /** So few have a packet each: some programs read only the first share of one. */
    private static final int FEW = 5;

    private static final class Entry {
        long due;
        long last;
        boolean wasCalled;

        /** When it may be called out at the earliest, if it is wanted at {@code at}. */
        long earliest(long at) {
            long allowed = last + MIN_INTERVAL;
            return wasCalled && allowed - at > 0 ? allowed : at;
        }
    }

    private final Map<InfoHash, Entry> entries = new HashMap<>();
    private final RandomGenerator random;
    private long next;

    LocalSchedule(RandomGenerator random, long now) {
        this.random = random;
        this.next = now;
    }

    /** A share is to be called out from now on. */
    void add(InfoHash share, long now) {
        Entry entry = new Entry();
        entry.due = now + GATHERING;
        entries.putIfAbsent(share, entry);
    }

    void remove(InfoHash share) {
        entries.remove(share);
    }

    /** Somebody is wanted for it: it is called out as soon as it may be. */
    void hurry(InfoHash share, long now) {
        Entry entry = entries.get(share);
        if (entry != null && entry.earliest(now) - entry.due < 0) {
            entry.due = entry.earliest(now);
        }
    }

    /** What was taken was not called out after all: it may be private, as long as nobody knows. */
    void notCalled(InfoHash share, long now) {
        Entry entry = entries.get(share);
        if (entry != null) {
            entry.wasCalled = false;
            entry.due = now + SECOND;
        }
    }

    /** For how many nanoseconds nothing will be due. */
    long idle(long now) {
        long due = now + INTERVAL;
        for (Entry entry : entries.values()) {
            due = entry.due - due < 0 ? entry.due : due;
        }
        return Math.max(1, Math.max(due, next) - now);
    }

    /** What to call out now, in one packet; nothing if nothing is due. */
    List<InfoHash> take(long now) {
        if (next - now > 0) {
            return List.of();
        }
        List<Map.Entry<InfoHash, Entry>> due = new ArrayList<>();
        for (Map.Entry<InfoHash, Entry> entry : entries.entrySet()) {
            if (entry.getValue().due - now <= 0) {
                due.add(entry);
            }
        }
        if (due.isEmpty()) {
            return List.of();
        }
        due.sort(Comparator.comparingLong(entry -> entry.getValue().due - now));
        int most = due.size() <= FEW ? 1 : LocalAnnouncement.MOST_SHARES;
        List<InfoHash> taken = new ArrayList<>();
        for (Map.Entry<InfoHash, Entry> entry : due.subList(0, Math.min(most, due.size()))) {
            Entry called = entry.getValue();
            called.last = now;
            called.wasCalled = true;
            called.due = now + INTERVAL + random.nextLong(JITTER);
            taken.add(entry.getKey());
        }
        next = now + PACE;
        return taken;
    }
}
