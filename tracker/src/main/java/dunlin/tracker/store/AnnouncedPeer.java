package dunlin.tracker.store;

import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.SwarmStore.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * A peer of one swarm as the index knows it.
 *
 * @param address where it listens; two announces from one address are one peer
 * @param name what it calls itself, if it ever told
 * @param since when it joined
 */
public record AnnouncedPeer(PeerAddress address, Optional<String> name, Role role, Instant since) {
    /** The name, or the address of a peer that told none. */
    public String displayName() {
        return name.orElseGet(address::toString);
    }

    /** Whether it has everything. */
    public boolean complete() {
        return role == Role.SEEDER;
    }
}
