package dunlin.peer.dial;

import dunlin.peer.Transport.Kind;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Remembers which peers were reached over uTP last, where TCP did not do: the next time that way is
 * tried first. Pure; not thread-safe.
 */
final class LastWays {
    private static final int MOST = 2_000;

    /** The one that was reached longest ago comes first. */
    private final Set<InetSocketAddress> overUtp = new LinkedHashSet<>();

    /** In which order to try the ways that there are. */
    List<Kind> order(InetSocketAddress remote, Set<Kind> there) {
        List<Kind> order =
                overUtp.contains(remote)
                        ? List.of(Kind.UTP, Kind.TCP)
                        : List.of(Kind.TCP, Kind.UTP);
        return order.stream().filter(there::contains).toList();
    }

    /** A peer was reached that way. */
    void worked(InetSocketAddress remote, Kind kind) {
        overUtp.remove(remote);
        if (kind == Kind.UTP) {
            if (overUtp.size() >= MOST) {
                overUtp.remove(overUtp.iterator().next());
            }
            overUtp.add(remote);
        }
    }
}
