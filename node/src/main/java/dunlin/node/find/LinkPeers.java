package dunlin.node.find;

import dunlin.net.HostPort;
import dunlin.net.NameLookup;
import dunlin.node.api.Wanted;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The peers that a magnet link names itself, of its own share and of no other. They are a
 * stranger's choice: one that cannot be found is no error, and few names are looked for.
 */
public final class LinkPeers {
    private static final int MAX_NAMES = 16;

    private LinkPeers() {}

    /** Those that stand there with their address; none for what is no link. */
    public static List<InetSocketAddress> withAddress(Wanted wanted) {
        return all(wanted).stream().flatMap(peer -> peer.literal().stream()).toList();
    }

    /** Whether there are others, which have to be looked for. */
    public static boolean haveNames(Wanted wanted) {
        return all(wanted).stream().anyMatch(peer -> peer.literal().isEmpty());
    }

    /** Those that stand there with a name and are found in time, all looked for at once. Blocks. */
    public static List<InetSocketAddress> withName(Wanted wanted, Duration within, NameLookup names)
            throws InterruptedException {
        List<HostPort> named =
                all(wanted).stream()
                        .filter(peer -> peer.literal().isEmpty())
                        .limit(MAX_NAMES)
                        .toList();
        Map<String, InetAddress> found =
                names.findAll(named.stream().map(HostPort::host).toList(), within);
        return named.stream()
                .filter(peer -> found.containsKey(peer.host()))
                .map(peer -> new InetSocketAddress(found.get(peer.host()), peer.port()))
                .toList();
    }

    private static List<HostPort> all(Wanted wanted) {
        List<HostPort> peers = new ArrayList<>();
        if (wanted instanceof Wanted.Linked linked) {
            for (String peer : linked.magnet().peers()) {
                try {
                    peers.add(HostPort.parse(peer));
                } catch (IllegalArgumentException _) {
                    // The others, and the trackers, remain.
                }
            }
        }
        return peers;
    }
}
