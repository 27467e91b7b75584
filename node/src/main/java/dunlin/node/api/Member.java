package dunlin.node.api;

import dunlin.peer.Transport;
import dunlin.protocol.identity.PeerKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * A member of the network of named peers.
 *
 * @param id what it is called in the network, 16 hex digits: its key and its run
 * @param name the name that its key signed
 * @param shownName the name as it is shown: with the beginning of the key where another member has
 *     the same
 * @param client the program that it is; empty if it was not asked itself
 * @param shares how many shares it shows
 * @param roundTrip how long an answer takes; empty if there is no connection
 * @param transport what carries the connection, if there is one
 * @param isSelf whether it is this peer
 * @param dropped how much of what it sent was not heard, because it was too much, forged or
 *     malformed; messages
 */
public record Member(
        String id,
        PeerKey key,
        String name,
        String shownName,
        InetSocketAddress address,
        String client,
        int shares,
        Optional<Duration> roundTrip,
        Optional<Transport.Kind> transport,
        boolean isSelf,
        long dropped) {
    /** The same member, shown by another name. */
    public Member shownAs(String other) {
        return new Member(
                id, key, name, other, address, client, shares, roundTrip, transport, isSelf,
                dropped);
    }
}
