package dunlin.node.find;

import dunlin.net.HostPort;
import dunlin.node.api.Wanted;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The peers that a magnet link names itself, of its own share and of no other. They are a
 * stranger's choice: one that cannot be found is no error.
 */
public final class LinkPeers {
    private LinkPeers() {}

    /** Their addresses; none for what is no link. May ask for the addresses of hosts. */
    public static List<InetSocketAddress> of(Wanted wanted) {
        List<InetSocketAddress> peers = new ArrayList<>();
        if (wanted instanceof Wanted.Linked linked) {
            for (String peer : linked.magnet().peers()) {
                try {
                    peers.add(HostPort.parse(peer).resolve());
                } catch (UnknownHostException | IllegalArgumentException _) {
                    // The others, and the trackers, remain.
                }
            }
        }
        return peers;
    }
}
