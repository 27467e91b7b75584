package dunlin.tracker.memory;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Swarms in this process's memory, spread over shards by their info-hash. The monitor of a shard
 * guards all that is in it; under it nothing else is locked, and nobody is called but the sink of
 * an announce.
 */
public final class MemorySwarmStore implements SwarmStore {
    private static final int SHARD_BITS = 7;
    private static final int SHARDS = 1 << SHARD_BITS;

    /** Beyond this many names, of up to 100 bytes each, peers stay nameless. */
    private static final int MAX_NAMES = 200_000;

    private static final Duration USUAL_SILENCE = Duration.ofMinutes(75);

    /** So few peers that a call of expiry goes through them all: some milliseconds. */
    private static final int FEW_PEERS = 250_000;

    /** With more peers, so many calls go through them all: a few tens of milliseconds each. */
    private static final int CALLS = 16;

    private final SeededHash hash;
    private final Capacity swarms;
    private final Capacity peers;
    private final SwarmShard[] shards = new SwarmShard[SHARDS];
    private final AtomicInteger nextToExpire = new AtomicInteger();

    /** A store for the usual announce intervals, of half an hour at most. */
    public MemorySwarmStore(int maxSwarms, int maxPeers) {
        this(maxSwarms, maxPeers, USUAL_SILENCE);
    }

    /**
     * A store that holds a bounded number of things, so that a flood of info-hashes or of peers
     * cannot exhaust the memory.
     *
     * @param maxSwarms about 75 bytes each
     * @param maxPeers over all swarms; about 14 bytes each with an IPv4 address
     * @param longestSilence how long before the present {@link #expire} is told that a peer may
     *     have been silent; beyond some two hours, times are kept less exactly
     */
    public MemorySwarmStore(int maxSwarms, int maxPeers, Duration longestSilence) {
        this(maxSwarms, maxPeers, longestSilence, new SecureRandom());
    }

    MemorySwarmStore(int maxSwarms, int maxPeers, Duration longestSilence, RandomGenerator random) {
        this.hash = new SeededHash(random);
        this.swarms = new Capacity("swarms", maxSwarms);
        this.peers = new Capacity("peers", maxPeers);
        SwarmShard.Shared shared =
                new SwarmShard.Shared(
                        hash,
                        Ticks.forSilenceOf(longestSilence),
                        swarms,
                        peers,
                        new Capacity("names", MAX_NAMES));
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new SwarmShard(shared, new SplittableRandom(random.nextLong()));
        }
    }

    /** The higher bits choose the shard, the lower ones a slot in it. */
    private int hash(InfoHash infoHash) {
        return hash.infoHash(infoHash.head(), infoHash.middle(), infoHash.tail());
    }

    private SwarmShard shard(int bits) {
        return shards[bits >>> Integer.SIZE - SHARD_BITS];
    }

    @Override
    public Outcome announce(Announce announce, PeerSink chosen) throws TrackerRejection {
        int bits = hash(announce.infoHash());
        SwarmShard shard = shard(bits);
        synchronized (shard) {
            return shard.announce(announce, bits, chosen);
        }
    }

    @Override
    public Map<InfoHash, Counts> scrape(Collection<InfoHash> infoHashes) {
        Map<InfoHash, Counts> counts = new HashMap<>();
        for (InfoHash infoHash : infoHashes) {
            int bits = hash(infoHash);
            SwarmShard shard = shard(bits);
            synchronized (shard) {
                counts.put(infoHash, shard.counts(infoHash, bits));
            }
        }
        return counts;
    }

    @Override
    public List<AnnouncedPeer> peers(InfoHash infoHash, int limit) {
        int bits = hash(infoHash);
        SwarmShard shard = shard(bits);
        synchronized (shard) {
            return shard.peers(infoHash, bits, limit);
        }
    }

    @Override
    public Totals totals() {
        return new Totals(swarms.taken(), peers.taken());
    }

    /**
     * Goes through all shards if they hold few peers, else through a sixteenth of them. It goes
     * round these and does a little in each, so that whoever waits for one gets it soon.
     */
    @Override
    public void expire(Instant silentSince, Consumer<Gone> told) {
        int due = peers.taken() <= FEW_PEERS ? SHARDS : SHARDS / CALLS;
        List<SwarmShard> unfinished = new ArrayList<>(due);
        for (int i = 0; i < due; i++) {
            unfinished.add(shards[Math.floorMod(nextToExpire.getAndIncrement(), SHARDS)]);
        }
        while (!unfinished.isEmpty()) {
            unfinished.removeIf(shard -> expire(shard, silentSince.getEpochSecond(), told));
        }
    }

    private static boolean expire(SwarmShard shard, long silentSince, Consumer<Gone> told) {
        List<Gone> gone = new ArrayList<>();
        boolean finished;
        synchronized (shard) {
            finished = shard.expire(silentSince, gone);
        }
        gone.forEach(told);
        return finished;
    }

    /** Pages of peers in use, for tests that look for leaks. */
    int pages() {
        int pages = 0;
        for (SwarmShard shard : shards) {
            synchronized (shard) {
                pages += shard.pages();
            }
        }
        return pages;
    }
}
