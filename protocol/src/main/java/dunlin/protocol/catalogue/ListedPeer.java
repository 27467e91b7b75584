package dunlin.protocol.catalogue;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A peer of a share as an index knows it.
 *
 * @param complete whether it has all of it
 * @param since when it came
 * @param beforeRestart whether it was there before the index was started, and has not announced
 *     since: it may be gone
 */
public record ListedPeer(
        String name,
        InetSocketAddress address,
        boolean complete,
        Instant since,
        boolean beforeRestart) {}
