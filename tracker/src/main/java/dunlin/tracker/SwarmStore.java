package dunlin.tracker;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who is in which swarm. Volatile: after a restart the peers announce themselves again.
 *
 * <p>An announce is one atomic step, so that several frontends, and with a store of its own several
 * trackers, can share a store. The time always comes from the caller. Implementations are
 * thread-safe and pass {@code SwarmStoreContract}, the test of this interface.
 */
public interface SwarmStore {
    /**
     * A peer's announce, its address already settled.
     *
     * @param name its name, if it told one; without one, an earlier name stays
     * @param want how many other peers to choose for it at most
     */
    record Announce(
            InfoHash infoHash,
            InetSocketAddress address,
            PeerId id,
            Optional<String> name,
            boolean complete,
            Event event,
            int want,
            Instant now) {}

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
     * @param peer the peer itself as it is known now
     * @param complete seeders of the swarm, after the announce
     * @param incomplete leechers of the swarm, after the announce
     * @param chosen other peers, drawn at random: any for a leecher and for one that just comes,
     *     leechers for a seeder
     */
    record Outcome(
            Change change, SwarmPeer peer, int complete, int incomplete, List<SwarmPeer> chosen) {}

    /** A peer that fell silent, and how many are left in its swarm. */
    record Gone(InfoHash infoHash, SwarmPeer peer, int complete, int incomplete) {}

    /**
     * Takes an announce.
     *
     * @throws TrackerRejection if the peer or its swarm is new and the store is full
     */
    Outcome announce(Announce announce) throws TrackerRejection;

    /** How many have what; a swarm that nobody is in counts zero. */
    Map<InfoHash, Counts> scrape(Collection<InfoHash> infoHashes);

    /** Peers of one swarm, seeders first, at most {@code limit}. */
    List<SwarmPeer> peers(InfoHash infoHash, int limit);

    /**
     * Removes the peers that announced last before {@code silentSince}.
     *
     * @param told hears of each that this store removed; called without any lock held
     */
    void expire(Instant silentSince, Consumer<Gone> told);
}
