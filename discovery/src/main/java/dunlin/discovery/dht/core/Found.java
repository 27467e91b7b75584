package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import java.util.List;

/** Who asked for the peers of a swarm, or announced itself to it. Must not block. */
public interface Found {
    /** There may be peers at these addresses: none is told twice in one lookup. */
    void peers(List<PeerAddress> peers);

    /** The lookup, or the announce, is over; told once, and nothing after it. */
    void done(Outcome outcome);

    /**
     * How it went.
     *
     * @param answered how many nodes answered
     * @param asked how many were asked, in messages sent
     * @param hops how long the chain of nodes is by which the closest one was found: 1 for a node
     *     that was known before
     * @param stores how many nodes store the announce as of now; 0 for a mere question
     * @param nanos how long it took
     * @param seeds about how many complete peers there are, if that was asked for (BEP 33)
     * @param leechers about how many others
     */
    record Outcome(
            int answered, int asked, int hops, int stores, long nanos, int seeds, int leechers) {}
}
