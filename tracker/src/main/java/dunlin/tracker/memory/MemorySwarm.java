package dunlin.tracker.memory;

import dunlin.protocol.InfoHash;
import dunlin.tracker.store.SwarmStore.Role;
import org.jspecify.annotations.Nullable;

/**
 * One swarm: its peers are in four {@link PeerSets sets}, by address family, and those who want
 * nothing (seeders and partial seeds) apart from leechers, so that each can be drawn from. There
 * may be millions of swarms, so it has its fields side by side: 64 bytes, 32 more with IPv6 peers.
 * Not thread-safe.
 */
final class MemorySwarm {
    /** How many sets there are; an even number is one of seeds, the next its family's leechers. */
    static final int SETS = 4;

    private final long head;
    private final long middle;
    private final int tail;
    private int completed;
    private int partialSeeds;
    private long ipv4Seeds;
    private long ipv4Leechers;
    private long @Nullable [] ipv6;

    MemorySwarm(InfoHash infoHash) {
        this.head = infoHash.head();
        this.middle = infoHash.middle();
        this.tail = infoHash.tail();
    }

    InfoHash infoHash() {
        return InfoHash.of(head, middle, tail);
    }

    boolean is(InfoHash infoHash) {
        return head == infoHash.head() && middle == infoHash.middle() && tail == infoHash.tail();
    }

    int hash(SeededHash hash) {
        return hash.infoHash(head, middle, tail);
    }

    /** The number of the set that peers of a family and role are in. */
    static int numberOf(Family family, Role role) {
        return 2 * family.ordinal() + (role == Role.LEECHER ? 1 : 0);
    }

    /** The number of the set of the same family and the other roles. */
    static int other(int number) {
        return number ^ 1;
    }

    static Family family(int number) {
        return number < 2 ? Family.IPV4 : Family.IPV6;
    }

    long set(int number) {
        return switch (number) {
            case 0 -> ipv4Seeds;
            case 1 -> ipv4Leechers;
            default -> ipv6 == null ? PeerSets.EMPTY : ipv6[number - 2];
        };
    }

    void put(int number, long set) {
        switch (number) {
            case 0 -> ipv4Seeds = set;
            case 1 -> ipv4Leechers = set;
            default -> {
                if (ipv6 == null) {
                    ipv6 = new long[2];
                }
                ipv6[number - 2] = set;
                if (ipv6[0] == PeerSets.EMPTY && ipv6[1] == PeerSets.EMPTY) {
                    ipv6 = null;
                }
            }
        }
    }

    /** Counts a peer of this role in ({@code change} 1) or out (-1). */
    void count(Role role, int change) {
        if (role == Role.PARTIAL_SEED) {
            partialSeeds += change;
        }
    }

    void countCompleted() {
        completed++;
    }

    int completed() {
        return completed;
    }

    /** How many have everything. */
    int complete() {
        return sizes(0) - partialSeeds;
    }

    /** How many have not: leechers and partial seeds. */
    int incomplete() {
        return sizes(1) + partialSeeds;
    }

    /** How many still fetch: leechers (BEP 21). */
    int downloaders() {
        return sizes(1);
    }

    boolean isEmpty() {
        return sizes(0) == 0 && sizes(1) == 0;
    }

    private int sizes(int number) {
        return PeerSets.size(set(number)) + PeerSets.size(set(number + 2));
    }
}
