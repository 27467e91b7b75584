package dunlin.peer.dial;

import dunlin.peer.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One way to peers: TCP, or uTP. Thread-safe. */
@FunctionalInterface
public interface Way {
    /**
     * Connects to a peer, and says nothing to it yet. Blocks; an interrupt ends it with an
     * exception.
     *
     * @param limit how long it is worth waiting
     */
    Transport connect(InetSocketAddress remote, Duration limit) throws IOException;
}
