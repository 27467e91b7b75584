package dunlin.discovery.dht;

import dunlin.discovery.dht.core.Announcement;
import dunlin.discovery.dht.core.Found;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides when what is announced, and when peers are looked for. Announces are forgotten after half
 * an hour, so all are made again in one sweep every 15 to 28 minutes; what is new is announced by
 * itself, or, if it is much, in a sweep of its own. Pure; guarded by the DHT's loop.
 *
 * <p>A few lookups a minute for each share that nobody serves are what such a network bears; a
 * thousand shares cost one walk through the space of ids.
 */
final class Sweep {
    /** How long after one sweep the next begins, at least and at most. */
    private static final long MIN_INTERVAL = Duration.ofMinutes(15).toNanos();

    private static final long MAX_INTERVAL = Duration.ofMinutes(28).toNanos();

    /** So many new ones are announced each by itself, at once. */
    static final int FEW = 8;

    /** Time that a sweep takes for each of its announces, and at most for all. */
    private static final long PACE = Duration.ofMillis(250).toNanos();

    private static final long MAX_SWEEP = Duration.ofMinutes(10).toNanos();

    /**
     * How long nodes of one's own may look for their places before announces are made all the same.
     */
    private static final long PLACING = Duration.ofSeconds(10).toNanos();

    /** Between two looks for the same peers: at least, at the beginning, and at most. */
    private static final long MIN_LOOK = Duration.ofSeconds(15).toNanos();

    private static final long MAX_LOOK = Duration.ofMinutes(5).toNanos();
    private static final long AFTER_FAILURE = Duration.ofSeconds(20).toNanos();
    private static final long LOOK_ROUND = Duration.ofSeconds(1).toNanos();

    /** One that is kept announced. */
    private static final class Row {
        final InfoHash hash;
        final Sought sought;
        boolean isBegun;
        boolean isLooking;
        long announceFrom;
        long lookedAt;
        long lookAt;
        long lookInterval = MIN_LOOK;

        Row(InfoHash hash, Sought sought, long now) {
            this.hash = hash;
            this.sought = sought;
            this.announceFrom = now;
            this.lookAt = now;
            this.lookedAt = now - MAX_LOOK;
        }
    }

    private final Lookups lookups;
    private final int port;
    private final RandomGenerator random;
    private final Map<Sought, Row> rows = new LinkedHashMap<>();

    /** Announces of sweeps that have not ended. */
    private int underWay;

    private long nextSweep = Long.MAX_VALUE;
    private long usableSince = Long.MAX_VALUE;

    /**
     * @param port where the peer listens
     */
    Sweep(Lookups lookups, int port, RandomGenerator random) {
        this.lookups = lookups;
        this.port = port;
        this.random = random;
    }

    void add(InfoHash hash, Sought sought, long now) {
        rows.put(sought, new Row(hash, sought, now));
    }

    void remove(Sought sought) {
        rows.remove(sought);
    }

    /** How many there are. */
    int size() {
        return rows.size();
    }

    /** Looks for peers again, as soon as good manners allow. */
    void hurry(Sought sought, long now) {
        Optional.ofNullable(rows.get(sought))
                .ifPresent(row -> {
                    row.lookInterval = MIN_LOOK;
                    row.lookAt = Math.max(now, row.lookedAt + MIN_LOOK);
                });
    }

    /**
     * Begins what is due.
     *
     * @return for how many nanoseconds nothing will be due, unless something is added
     */
    long step(long now) {
        if (!lookups.knowsAny()) {
            usableSince = Long.MAX_VALUE;
            return LOOK_ROUND;
        }
        usableSince = Math.min(usableSince, now);
        if (lookups.areAllReady() || now - usableSince >= PLACING) {
            announceNew(now);
            if (now >= nextSweep && underWay == 0) {
                nextSweep = now + random.nextLong(MIN_INTERVAL, MAX_INTERVAL);
                sweep(rows.values().stream().filter(row -> row.isBegun).toList(), now);
            }
        }
        rows.values().stream()
                .filter(row -> isLookDue(row, now))
                .toList()
                .forEach(row -> {
                    begin(row, now);
                    lookups.find(row.hash, new Ear(row, false, now), now);
                });
        return LOOK_ROUND;
    }

    private boolean isLookDue(Row row, long now) {
        return now >= row.lookAt && !row.isLooking && row.sought.isHungry();
    }

    private void announceNew(long now) {
        List<Row> fresh =
                rows.values().stream()
                        .filter(it -> !it.isBegun && now >= it.announceFrom)
                        .filter(it -> it.sought.mayBeAnnounced())
                        .toList();
        if (fresh.isEmpty()) {
            return;
        }
        if (nextSweep == Long.MAX_VALUE) {
            nextSweep = now + random.nextLong(MIN_INTERVAL, MAX_INTERVAL);
        }
        if (fresh.size() <= FEW) {
            for (Row row : fresh) {
                begin(row, now);
                lookups.announce(announcement(row), new Ear(row, true, now), now);
            }
        } else if (underWay == 0) {
            sweep(fresh, now);
        }
    }

    private void sweep(List<Row> which, long now) {
        Map<Announcement, Row> byAnnouncement = new LinkedHashMap<>();
        for (Row row : which) {
            row.isBegun = true;
            byAnnouncement.putIfAbsent(announcement(row), row);
        }
        underWay = byAnnouncement.size();
        long nanos = Math.min(MAX_SWEEP, PACE * underWay);
        lookups.announceAll(
                new ArrayList<>(byAnnouncement.keySet()),
                one -> {
                    Ear ear = new Ear(Objects.requireNonNull(byAnnouncement.get(one)), true, now);
                    ear.isOfSweep = true;
                    return ear;
                },
                nanos,
                now);
    }

    private void begin(Row row, long now) {
        row.isLooking = true;
        row.lookedAt = now;
        row.lookAt = now + row.lookInterval;
        row.lookInterval = Math.min(MAX_LOOK, 2 * row.lookInterval);
    }

    private Announcement announcement(Row row) {
        row.isBegun = true;
        return new Announcement(row.hash, port, false, row.sought.isSeed());
    }

    /** Hears what a lookup for a row finds. */
    private final class Ear implements Found {
        private final Row row;
        private final boolean isAnnounce;
        private final long begunAt;
        private boolean isOfSweep;

        Ear(Row row, boolean isAnnounce, long now) {
            this.row = row;
            this.isAnnounce = isAnnounce;
            this.begunAt = now;
        }

        @Override
        public void peers(List<PeerAddress> peers) {
            row.sought.found(peers);
        }

        @Override
        public void done(Outcome outcome) {
            row.isLooking = false;
            if (isAnnounce && outcome.stores() == 0) {
                row.isBegun = false;
                row.announceFrom = begunAt + outcome.nanos() + AFTER_FAILURE;
            }
            if (isOfSweep) {
                underWay--;
            }
            if (outcome.answered() > 0) {
                row.sought.looked();
            }
        }
    }
}
