package dunlin.discovery.dht.core;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Bloom;
import dunlin.protocol.krpc.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The peers that others announced (BEP 5, BEP 33): each host once in a swarm, for half an hour.
 * Bounded in a swarm, for a host and in all; when it is full, swarms far from the own id give way
 * to closer ones, since those are ours to keep.
 */
final class PeerStore {
    private static final long KEPT = Duration.ofMinutes(30).toNanos();
    static final int MOST_OF_A_SWARM = 1_000;
    static final int MOST_OF_A_HOST = 500;
    static final int MOST = 20_000;

    private record Entry(PeerAddress address, boolean seed, long host, long when) {}

    /** Those announced longest ago first. */
    private static final class Swarm extends LinkedHashMap<Long, Entry> {
        private static final long serialVersionUID = 1;
    }

    /** By how far they are from the own id. */
    private final TreeMap<NodeId, Swarm> swarms = new TreeMap<>();

    private final Map<Long, Integer> ofHost = new HashMap<>();
    private NodeId own;
    private int size;

    PeerStore(NodeId own) {
        this.own = own;
    }

    int size() {
        return size;
    }

    int swarms() {
        return swarms.size();
    }

    /**
     * @return whether it is stored now
     */
    boolean add(InfoHash hash, PeerAddress address, boolean seed, long now) {
        NodeId distance = own.distance(NodeId.of(hash));
        Swarm swarm = swarms.get(distance);
        long host = Hosts.host(address);
        boolean renewed = swarm != null && swarm.containsKey(host);
        if (!renewed && !makeRoom(distance, swarm, host)) {
            return false;
        }
        if (swarm == null) {
            swarm = new Swarm();
            swarms.put(distance, swarm);
        }
        Entry before = swarm.remove(host); // the newest stands last
        swarm.put(host, new Entry(address, seed, host, now));
        if (before == null) {
            size++;
            ofHost.merge(host, 1, Integer::sum);
        }
        return true;
    }

    private boolean makeRoom(NodeId distance, @Nullable Swarm swarm, long host) {
        if (ofHost.getOrDefault(host, 0) >= MOST_OF_A_HOST
                || (swarm != null && swarm.size() >= MOST_OF_A_SWARM)) {
            return false;
        }
        if (size < MOST) {
            return true;
        }
        if (swarms.lastKey().compareTo(distance) <= 0) {
            return false;
        }
        swarms.pollLastEntry().getValue().values().forEach(this::forget);
        return true;
    }

    private void forget(Entry entry) {
        size--;
        ofHost.computeIfPresent(entry.host(), (_, count) -> count == 1 ? null : count - 1);
    }

    /** Whether a swarm can have more peers: else nobody gets a token for it (BEP 33). */
    boolean hasRoomFor(InfoHash hash) {
        Swarm swarm = swarms.get(own.distance(NodeId.of(hash)));
        return swarm == null || swarm.size() < MOST_OF_A_SWARM;
    }

    /** Some peers of a swarm at random. */
    List<PeerAddress> some(InfoHash hash, int most, boolean noSeeds, RandomGenerator random) {
        Swarm swarm = swarms.get(own.distance(NodeId.of(hash)));
        if (swarm == null || most <= 0) {
            return List.of();
        }
        List<PeerAddress> all = new ArrayList<>(swarm.size());
        for (Entry entry : swarm.values()) {
            if (!noSeeds || !entry.seed()) {
                all.add(entry.address());
            }
        }
        int count = Math.min(most, all.size());
        for (int i = 0; i < count && all.size() > most; i++) {
            int other = random.nextInt(i, all.size());
            PeerAddress swapped = all.get(i);
            all.set(i, all.get(other));
            all.set(other, swapped);
        }
        return all.subList(0, count);
    }

    boolean has(InfoHash hash) {
        return swarms.containsKey(own.distance(NodeId.of(hash)));
    }

    /** The hosts of a swarm that are complete, or those that are not (BEP 33). */
    Bloom filter(InfoHash hash, boolean seeds) {
        Bloom filter = new Bloom();
        Swarm swarm = swarms.get(own.distance(NodeId.of(hash)));
        if (swarm != null) {
            for (Entry entry : swarm.values()) {
                if (entry.seed() == seeds) {
                    filter.add(entry.address());
                }
            }
        }
        return filter;
    }

    /** Some of the info-hashes at random (BEP 51). */
    List<InfoHash> sample(int most, RandomGenerator random) {
        List<NodeId> distances = new ArrayList<>(swarms.keySet());
        List<InfoHash> sample = new ArrayList<>();
        while (sample.size() < most && !distances.isEmpty()) {
            int chosen = random.nextInt(distances.size());
            NodeId last = distances.removeLast();
            NodeId distance = chosen == distances.size() ? last : distances.set(chosen, last);
            sample.add(own.distance(distance).infoHash());
        }
        return sample;
    }

    /** Drops what is old. */
    void expire(long now) {
        for (Iterator<Swarm> all = swarms.values().iterator(); all.hasNext(); ) {
            Swarm swarm = all.next();
            for (Iterator<Entry> old = swarm.values().iterator(); old.hasNext(); ) {
                Entry entry = old.next();
                if (now - entry.when() < KEPT) {
                    break;
                }
                old.remove();
                forget(entry);
            }
            if (swarm.isEmpty()) {
                all.remove();
            }
        }
    }

    /** The own id is another now. */
    void moveTo(NodeId id) {
        TreeMap<NodeId, Swarm> moved = new TreeMap<>();
        NodeId shift = own.distance(id);
        swarms.forEach((distance, swarm) -> moved.put(distance.distance(shift), swarm));
        swarms.clear();
        swarms.putAll(moved);
        own = id;
    }
}
