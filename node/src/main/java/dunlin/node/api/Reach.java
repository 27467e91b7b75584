package dunlin.node.api;

import dunlin.net.HostPort;
import java.util.List;
import java.util.Optional;

/**
 * In which ways a peer finds others and is found, beside the trackers and peers that a person
 * names. A share that is private is found by its trackers alone, whatever this says.
 *
 * @param dht whether it takes part in the distributed hash table (BEP 5)
 * @param dhtBootstrap where it enters that; empty for where everybody does
 * @param localDiscovery whether it announces and hears by multicast in the local network (BEP 14)
 * @param peerExchange whether peers tell each other of peers (BEP 11)
 * @param network the name of the network of named peers that it belongs to; empty for none
 * @param join members of that network to begin with
 */
public record Reach(
        boolean dht,
        Optional<List<HostPort>> dhtBootstrap,
        boolean localDiscovery,
        boolean peerExchange,
        Optional<String> network,
        List<HostPort> join) {
    /** The network that everybody belongs to who names no other. */
    public static final String COMMON_NETWORK = "dunlin";

    /** Nothing but what a person names: for demonstrations and tests. */
    public static final Reach NAMED_ONLY =
            new Reach(false, Optional.empty(), false, false, Optional.empty(), List.of());

    public Reach {
        dhtBootstrap = dhtBootstrap.map(List::copyOf);
        join = List.copyOf(join);
    }
}
