package dunlin.cli;

import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out from one look at a swarm after another who came to fetch, who finished and who left.
 * Pure; not thread-safe.
 */
final class Visitors {
    /**
     * One who is there.
     *
     * @param told whether the person was told of it: one who only asks and fetches nothing is no
     *     visitor
     */
    private record Visitor(String client, int pieces, boolean told) {}

    private final String share;
    private Map<InetSocketAddress, Visitor> present = new HashMap<>();

    /**
     * @param share the name of the share
     */
    Visitors(String share) {
        this.share = share;
    }

    /** What is worth saying about the time since the last look, a line each. */
    List<String> look(SwarmStatus status) {
        List<String> lines = new ArrayList<>();
        Map<InetSocketAddress, Visitor> now = new HashMap<>();
        for (SwarmStatus.Peer peer : status.peers()) {
            Visitor before = present.get(peer.address());
            boolean known = before != null && before.told();
            boolean isWhole = peer.pieces() >= status.pieces();
            boolean fetches = peer.upRate() > 0 || (peer.pieces() > 0 && !isWhole);
            boolean finished = before != null && isWhole && before.pieces() < status.pieces();
            Visitor visitor =
                    new Visitor(peer.client(), peer.pieces(), known || fetches || finished);
            now.put(peer.address(), visitor);
            if (!known && fetches) {
                lines.add(who(peer.address(), visitor) + " fetches " + share);
            }
            if (finished) {
                lines.add(who(peer.address(), visitor) + " has all of " + share);
            }
        }
        present.forEach((address, visitor) -> {
            if (visitor.told() && !now.containsKey(address)) {
                lines.add(left(address, visitor, status.pieces()));
            }
        });
        present = now;
        return lines;
    }

    private String left(InetSocketAddress address, Visitor visitor, int pieces) {
        return who(address, visitor)
                + (visitor.pieces() >= pieces
                        ? " left, with all of " + share
                        : " left; it had %d of %d pieces of %s when last seen"
                                .formatted(visitor.pieces(), pieces, share));
    }

    private static String who(InetSocketAddress address, Visitor visitor) {
        return HostPort.format(address)
                + (visitor.client().isEmpty() ? "" : " (" + visitor.client() + ")");
    }
}
