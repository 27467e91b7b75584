package dunlin.discovery.dht;

import dunlin.discovery.dht.core.Statistics;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import java.util.List;
import java.util.Map;

/**
 * How a peer's nodes stand.
 *
 * @param isReady whether one of them has looked for its own neighbours
 * @param statistics of each
 * @param external the peer's addresses as others see them
 * @param announced hashes that are kept announced
 * @param lost packets that came faster than they were heard
 */
public record DhtStatus(
        boolean isReady,
        Map<Family, Statistics> statistics,
        List<PeerAddress> external,
        int announced,
        long lost) {
    /** Nodes in both tables. */
    public int nodes() {
        return statistics.values().stream().mapToInt(Statistics::nodes).sum();
    }
}
