package dunlin.tracker.memory;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.SwarmPeer;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Swarms in this process's memory, spread over shards by their info-hash. The monitor of a shard
 * guards all that is in it; under it nothing else is locked, and nobody is called.
 */
public final class MemorySwarmStore implements SwarmStore {
    private static final int SHARDS = 64;
    private static final int EXPIRED_AT_ONCE = 1_000;

    private final Capacity swarms;
    private final Capacity peers;
    private final SwarmShard[] shards = new SwarmShard[SHARDS];

    /**
     * A store that holds a bounded number of things, so that a flood of info-hashes or of peers
     * cannot exhaust the memory.
     *
     * @param maxSwarms about 400 bytes each
     * @param maxPeers over all swarms; about 500 bytes each
     */
    public MemorySwarmStore(int maxSwarms, int maxPeers) {
        this.swarms = new Capacity("swarms", maxSwarms);
        this.peers = new Capacity("peers", maxPeers);
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new SwarmShard(swarms, peers);
        }
    }

    private SwarmShard shard(InfoHash infoHash) {
        return shards[Math.floorMod(infoHash.hashCode(), SHARDS)];
    }

    @Override
    public Outcome announce(Announce announce, PeerSink chosen) throws TrackerRejection {
        SwarmShard shard = shard(announce.infoHash());
        synchronized (shard) {
            return shard.announce(announce, chosen);
        }
    }

    @Override
    public Map<InfoHash, Counts> scrape(Collection<InfoHash> infoHashes) {
        Map<InfoHash, Counts> counts = new HashMap<>();
        for (InfoHash infoHash : infoHashes) {
            SwarmShard shard = shard(infoHash);
            synchronized (shard) {
                counts.put(infoHash, shard.counts(infoHash));
            }
        }
        return counts;
    }

    @Override
    public List<SwarmPeer> peers(InfoHash infoHash, int limit) {
        SwarmShard shard = shard(infoHash);
        synchronized (shard) {
            return shard.peers(infoHash, limit);
        }
    }

    @Override
    public Totals totals() {
        return new Totals(swarms.taken(), peers.taken());
    }

    /** Lets announces in between: a shard is held for a bounded number of peers at a time. */
    @Override
    public void expire(Instant silentSince, Consumer<Gone> told) {
        for (SwarmShard shard : shards) {
            List<Gone> gone = new ArrayList<>();
            do {
                gone.clear();
                synchronized (shard) {
                    shard.expire(silentSince, EXPIRED_AT_ONCE, gone);
                }
                gone.forEach(told);
            } while (gone.size() == EXPIRED_AT_ONCE);
        }
    }
}
