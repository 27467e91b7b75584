package dunlin.tracker.memory;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names of a shard's peers, for the few that tell one: only peers of our own kind do. Bounded
 * over all shards together; beyond, names are dropped, not peers. Not thread-safe.
 */
final class Names {
    private final SeededHash hash;
    private final Capacity places;
    private final Map<Key, String> names = new HashMap<>();

    /** Has a hash that nobody can aim at. */
    private record Key(InfoHash infoHash, PeerAddress address, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    Names(SeededHash hash, Capacity places) {
        this.hash = hash;
        this.places = places;
    }

    /** Notes a name instead of an earlier one; says whether there was room for it. */
    boolean put(MemorySwarm swarm, PeerAddress address, String name) {
        Key key = key(swarm, address);
        if (!names.containsKey(key) && !places.tryTake()) {
            return false;
        }
        names.put(key, name);
        return true;
    }

    Optional<String> get(MemorySwarm swarm, PeerAddress address) {
        return Optional.ofNullable(names.get(key(swarm, address)));
    }

    Optional<String> remove(MemorySwarm swarm, PeerAddress address) {
        Optional<String> removed = Optional.ofNullable(names.remove(key(swarm, address)));
        if (removed.isPresent()) {
            places.giveBack();
        }
        return removed;
    }

    private Key key(MemorySwarm swarm, PeerAddress address) {
        int bits = 31 * swarm.hash(hash) + Family.of(address).hash(hash, address);
        return new Key(swarm.infoHash(), address, bits);
    }
}
