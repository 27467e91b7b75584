package dunlin.overlay.core;

import java.util.OptionalLong;

/**
 * A neighbour as it is now.
 *
 * @param roundTrip how long an answer took last, in milliseconds; empty if none was measured yet
 * @param dropped how many of its messages were not heard, because they were too many, forged or out
 *     of place
 */
public record NeighbourStatus(Link link, OptionalLong roundTrip, long dropped) {
    static NeighbourStatus of(Linked linked) {
        return new NeighbourStatus(linked.link, linked.roundTrip(), linked.dropped());
    }
}
