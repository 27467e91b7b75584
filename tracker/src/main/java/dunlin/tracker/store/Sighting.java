package dunlin.tracker.store;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.SwarmStore.Role;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where a peer of a listed share was seen last, so that it is found when the index was restarted
 * and the peer has not announced again yet.
 *
 * @param since when it came, or became what it is
 */
public record Sighting(Place place, Optional<String> name, Role role, Instant since) {
    /** A peer in a swarm. It has an order, as strangers can make hash codes equal. */
    public record Place(InfoHash swarm, PeerAddress address) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::swarm)
                        .thenComparingLong(place -> place.address.high())
                        .thenComparingLong(place -> place.address.low())
                        .thenComparingInt(place -> place.address.port());

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }
}
