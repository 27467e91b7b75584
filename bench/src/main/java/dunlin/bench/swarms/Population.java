package dunlin.bench.swarms;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Role;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Peers by numbers, evenly spread over swarms. What they announce is computed from the number each
 * time, so that the memory in use is the store's, but for a byte a peer. Not thread-safe.
 */
final class Population {
    private static final int WANT = 50;
    private static final int ONE_SEEDER_IN = 5;
    private static final int ONE_SWARM_ENDS_IN = 20;

    private final int swarms;
    private final byte[] generation;

    Population(int swarms, int peersEach) {
        this.swarms = swarms;
        this.generation = new byte[Math.multiplyExact(swarms, peersEach)];
    }

    /** How many peers there are; their numbers are below that. */
    int size() {
        return generation.length;
    }

    int swarms() {
        return swarms;
    }

    /** What a peer says. */
    Announce announce(int peer, Event event, long now) {
        Role role = peer % ONE_SEEDER_IN == 0 ? Role.SEEDER : Role.LEECHER;
        return new Announce(
                infoHash(peer), address(peer), Optional.empty(), role, event, WANT, 0, false, now);
    }

    /**
     * Peers of one swarm are far apart in number: in order of numbers no swarm comes twice soon.
     */
    private InfoHash infoHash(int peer) {
        int swarm = peer % swarms;
        long seed = (long) swarm << 8 | (ends(peer) ? generation[peer] & 0xff : 0);
        ByteBuffer bytes = ByteBuffer.allocate(InfoHash.LENGTH);
        bytes.putLong(mixed(seed)).putLong(mixed(~seed)).putInt((int) mixed(seed + (1L << 60)));
        return InfoHash.of(bytes.array());
    }

    private PeerAddress address(int peer) {
        long bits = mixed((long) generation[peer] << 32 | peer);
        return PeerAddress.ipv4((int) bits, 1024 + (int) (bits >>> 48) % 60_000);
    }

    /** Whether the peer's swarm is one of those that end from time to time. */
    boolean ends(int peer) {
        return peer % swarms % ONE_SWARM_ENDS_IN == 0;
    }

    /** From now on another peer has the number, in another swarm if its own ends. */
    void replace(int peer) {
        generation[peer]++;
    }

    /** A bijection that leaves no pattern (the finalizer of SplitMix64, Steele et al. 2014). */
    private static long mixed(long seed) {
        long z = (seed + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
