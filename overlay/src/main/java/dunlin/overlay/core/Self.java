package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.MemberId;

/**
 * Who a node is.
 *
 * @param name as {@link dunlin.protocol.announce.PeerName} has it
 * @param address where it listens, as far as it knows at the beginning
 * @param visitor whether it only looks: then it has links on which it asks, and no part in the
 *     network
 */
public record Self(MemberId member, String name, PeerAddress address, boolean visitor) {
    long id() {
        return member.id();
    }
}
