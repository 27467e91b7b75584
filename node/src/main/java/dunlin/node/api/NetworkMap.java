package dunlin.node.api;

import dunlin.peer.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The network as it is connected.
 *
 * @param nodes its members, as far as they are known; each once
 * @param links each once, between two that are among the nodes
 * @param all whether it is all of it, as far as can be told
 */
public record NetworkMap(List<Member> nodes, List<Link> links, boolean all) {
    public NetworkMap {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    /**
     * Two members that are neighbours.
     *
     * @param a the id of one
     * @param roundTrip how long an answer takes, where one of them is this peer
     * @param transport what carries it, where one of them is this peer
     */
    public record Link(
            String a, String b, Optional<Duration> roundTrip, Optional<Transport.Kind> transport) {}
}
