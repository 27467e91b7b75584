package dunlin.peer;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The way out: makes connections to peers. TCP today; which of several ways is taken is its own
 * decision, and nobody else's. Thread-safe.
 */
@FunctionalInterface
public interface Dialer {
    /**
     * Dials a peer and exchanges handshakes. Blocks.
     *
     * @param deadline for all of it
     * @throws ProtocolException if the other side answers with another info-hash
     * @throws Handshaker.OurselvesException if the other side is ourselves
     * @throws java.net.SocketTimeoutException if it takes longer than {@code deadline}
     */
    Greeted dial(InetSocketAddress remote, Handshake ours, Duration deadline)
            throws IOException, ProtocolException;
}
