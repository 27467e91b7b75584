package dunlin.node.api;

import dunlin.protocol.catalogue.Hit;
import java.util.Set;

/**
 * A share that a search found.
 *
 * @param foundIn who knew of it, one at least
 */
public record Found(Hit hit, Set<Where> foundIn) {
    /** Who can know of a share. */
    public enum Where {
        /** An index that a person named. */
        INDEX,
        /** A member of the network of named peers. */
        OVERLAY,
        /** A peer that was found in the distributed hash table by a word. */
        DHT
    }

    public Found {
        foundIn = Set.copyOf(foundIn);
    }
}
