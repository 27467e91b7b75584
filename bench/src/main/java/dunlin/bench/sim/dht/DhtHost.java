package dunlin.bench.sim.dht;

import dunlin.discovery.dht.core.DhtNode;
import dunlin.protocol.PeerAddress;
import org.jspecify.annotations.Nullable;

/** One node of the network, while it is there. */
final class DhtHost {
    final int number;
    final PeerAddress address;
    final @Nullable Liar liar;
    final DhtNode node;
    boolean isGone;
    long tickAt = Long.MAX_VALUE;

    /**
     * @param number whose latencies it has
     */
    DhtHost(int number, PeerAddress address, @Nullable Liar liar, DhtNode node) {
        this.number = number;
        this.address = address;
        this.liar = liar;
        this.node = node;
    }

    boolean isHonest() {
        return liar == null;
    }
}
