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
 * @param beforeRestart whether it was there before the index was started, and has not announced
 *     since: it may be gone
 */
public record AnnouncedPeer(
        PeerAddress address,
        Optional<String> name,
        Role role,
        Instant since,
        boolean beforeRestart) {
    /** One that announced to this run of the index. */
    public AnnouncedPeer(PeerAddress address, Optional<String> name, Role role, Instant since) {
        this(address, name, role, since, false);
    }

    /** The same, that was there since then and has not announced since the index was started. */
    public AnnouncedPeer beforeRestart(Instant then) {
        return new AnnouncedPeer(address, name, role, then, true);
    }

    /** The name, or the address of a peer that told none. */
    public String displayName() {
        return name.orElseGet(address::toString);
    }

    /** Whether it has everything. */
    public boolean complete() {
        return role == Role.SEEDER;
    }
}
