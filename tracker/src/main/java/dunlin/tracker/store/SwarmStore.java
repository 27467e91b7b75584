package dunlin.tracker.store;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who is in which swarm. Volatile: after a restart the peers announce themselves again; who had a
 * listed share before is noted in the {@link Catalogue}.
 *
 * <p>An announce is one atomic step, so that several frontends, and with a store of its own several
 * trackers, can share a store. The time always comes from the caller. Implementations are
 * thread-safe and pass {@code SwarmStoreContract}, the test of this interface. Methods that reach a
 * server throw {@link TrackerRejection} with {@link TrackerRejection.Reason#BROKEN} if it fails.
 */
public interface SwarmStore extends AutoCloseable {
    /** Bytes of {@link #sharedSecret}. */
    int SECRET_LENGTH = 16;

    /**
     * For so long after its {@code stopped} a peer comes back only with {@code started}: anything
     * else was overtaken by it on the way, and would make a ghost of the peer.
     */
    int LATE_SECONDS = 30;

    /** What a peer has, and so what use it has for whom. */
    enum Role {
        /** It has everything. */
        SEEDER,
        /** It has all that it wants, but not everything (BEP 21): it gives and takes nothing. */
        PARTIAL_SEED,
        /** It wants more. */
        LEECHER
    }

    /**
     * A peer's announce, its address already settled.
     *
     * @param address with port 0 of one that nobody can dial: it is told of others, but not noted
     * @param name its name, if it told one; without one, an earlier name stays
     * @param wantIpv4 how many other peers with IPv4 addresses to choose for it at most
     * @param wantIpv6 how many with IPv6 addresses
     * @param preferLocal whether peers of its own subnet (/24, or /64 in IPv6) come first, as far
     *     as a bounded look finds them
     * @param now seconds since 1970
     */
    record Announce(
            InfoHash infoHash,
            PeerAddress address,
            Optional<String> name,
            Role role,
            Event event,
            int wantIpv4,
            int wantIpv6,
            boolean preferLocal,
            long now) {}

    /** Takes the peers that are chosen for an answer, one call each. */
    interface PeerSink {
        /**
         * @param address four bytes in network order
         */
        void ipv4(int address, int port);

        /**
         * @param high the first 8 bytes in network order, {@code low} the last
         */
        void ipv6(long high, long low, int port);
    }

    /** What an announce changed. */
    enum Change {
        NONE,
        JOINED,
        COMPLETED,
        LEFT
    }

    /**
     * What came of an announce.
     *
     * @param complete seeders of the swarm, after the announce
     * @param incomplete all others of the swarm, after the announce
     */
    record Outcome(Change change, int complete, int incomplete) {}

    /** A peer that fell silent, and how many are left in its swarm. */
    record Gone(
            InfoHash infoHash,
            PeerAddress address,
            Optional<String> name,
            int complete,
            int incomplete) {}

    /** How much the store holds. */
    record Totals(long swarms, long peers) {}

    /**
     * Takes an announce. One that comes late, after its peer's {@code stopped}, changes nothing and
     * names nobody ({@link #LATE_SECONDS}); how many departures are remembered is bounded.
     *
     * @param chosen is told of other peers, each once, drawn at random: any for a leecher and for
     *     one that just comes, leechers for one that wants nothing; never of the announcing peer.
     *     May be called with a lock held: it must neither block nor call the store
     * @throws TrackerRejection if the peer or its swarm is new and the store is full
     */
    Outcome announce(Announce announce, PeerSink chosen) throws TrackerRejection;

    /** How many have what; a swarm that nobody is in counts zero. */
    Map<InfoHash, Counts> scrape(Collection<InfoHash> infoHashes) throws TrackerRejection;

    /** Peers of one swarm, seeders first, at most {@code limit}. */
    List<AnnouncedPeer> peers(InfoHash infoHash, int limit) throws TrackerRejection;

    /** What is held now, about. */
    Totals totals() throws TrackerRejection;

    /**
     * Removes the peers that announced last before {@code silentSince}. A call does a bounded part
     * of the work under any lock; the peers removed may be told by a later call, but within a
     * minute's worth of calls.
     *
     * @param told hears of each that this store removed; called without any lock held
     */
    void expire(Instant silentSince, Consumer<Gone> told) throws TrackerRejection;

    /** Whether its methods wait for another machine; then more threads should call them. */
    default boolean isRemote() {
        return false;
    }

    /**
     * Secret bytes that all trackers on this store have in common, {@value #SECRET_LENGTH} of them;
     * empty if only one can be on it.
     */
    default Optional<byte[]> sharedSecret() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
