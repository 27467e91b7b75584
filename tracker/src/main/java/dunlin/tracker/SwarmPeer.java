package dunlin.tracker;

import dunlin.protocol.PeerId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * A peer of one swarm as the index knows it.
 *
 * @param address where it listens; two announces from one address are one peer
 * @param name what it calls itself, if it ever told
 * @param complete whether it has everything: a seeder
 * @param since when it joined
 */
public record SwarmPeer(
        InetSocketAddress address,
        PeerId id,
        Optional<String> name,
        boolean complete,
        Instant since) {
    /** The name, or the address of a peer that told none. */
    public String displayName() {
        return name.orElseGet(this::displayAddress);
    }

    /** {@code host:port}, with brackets around an IPv6 host. */
    public String displayAddress() {
        return Addresses.display(address);
    }
}
