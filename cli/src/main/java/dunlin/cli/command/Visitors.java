package dunlin.cli.command;

import dunlin.cli.terminal.Units;
import dunlin.peer.Transport;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Finds out who came to fetch, who finished and who left: the first two from one look at a swarm
 * after another, the last from the swarm's own word, since a visit may be shorter than the time
 * between two looks. Pure. {@link #left} may be called by any thread, the rest by one.
 */
public final class Visitors {
    /**
     * One who is there.
     *
     * @param told whether the person was told of it: one who only asks and fetches nothing is no
     *     visitor
     */
    private record Visitor(int pieces, boolean told) {}

    /** One who was there and got something. */
    private record Gone(InetSocketAddress address, String client, int pieces, long sent) {}

    private final ConcurrentLinkedQueue<Gone> gone = new ConcurrentLinkedQueue<>();
    private Map<InetSocketAddress, Visitor> present = new HashMap<>();

    /**
     * Hears that a peer is gone.
     *
     * @param sent bytes that were sent to it; who got nothing was no visitor
     */
    public void left(InetSocketAddress address, String client, int pieces, long sent) {
        if (sent > 0) {
            gone.add(new Gone(address, client, pieces, sent));
        }
    }

    /**
     * What is worth saying about the time since the last look, a line each.
     *
     * @param share what it is called
     * @param label what a peer is called
     */
    public List<String> look(
            String share, SwarmStatus status, Function<InetSocketAddress, String> label) {
        List<String> lines = new ArrayList<>();
        Map<InetSocketAddress, Visitor> now = new HashMap<>();
        for (SwarmStatus.Peer peer : status.peers()) {
            Visitor before = present.get(peer.address());
            boolean known = before != null && before.told();
            boolean isWhole = peer.pieces() >= status.pieces();
            boolean fetches = peer.upRate() > 0 || (peer.pieces() > 0 && !isWhole);
            boolean finished = before != null && isWhole && before.pieces() < status.pieces();
            now.put(peer.address(), new Visitor(peer.pieces(), known || fetches || finished));
            if (!known && fetches) {
                lines.add(who(label, peer) + " fetches " + share);
            }
            if (finished) {
                lines.add(who(label, peer) + " has all of " + share);
            }
        }
        present = now;
        for (Gone one = gone.poll(); one != null; one = gone.poll()) {
            lines.add(left(share, one, status.pieces(), label.apply(one.address())));
        }
        return lines;
    }

    private static String left(String share, Gone one, int pieces, String label) {
        return who(label, one.client())
                + (one.pieces() >= pieces
                        ? " left, with all of " + share
                        : " left, with %d of %d pieces of %s when last seen"
                                .formatted(one.pieces(), pieces, share))
                + "; %s of it from here".formatted(Units.size(one.sent()));
    }

    /** That it came over uTP is worth a word; TCP is what people expect. */
    private static String who(Function<InetSocketAddress, String> label, SwarmStatus.Peer peer) {
        String client =
                peer.transport() == Transport.Kind.TCP
                        ? peer.client()
                        : (peer.client() + " over " + peer.transport()).strip();
        return who(label.apply(peer.address()), client);
    }

    private static String who(String label, String client) {
        return label + (client.isEmpty() ? "" : " (" + client + ")");
    }
}
