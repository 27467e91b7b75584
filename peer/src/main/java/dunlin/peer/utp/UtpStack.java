package dunlin.peer.utp;

import dunlin.net.udp.PacketPort;
import dunlin.peer.Transport;
import dunlin.peer.utp.core.UtpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** All uTP connections over a peer's UDP port (BEP 29). Thread-safe. */
public final class UtpStack implements AutoCloseable {
    /** Takes who dials us. */
    @FunctionalInterface
    public interface Incoming {
        /** A connection came in. Called on the thread that receives: must not block. */
        void came(Transport transport);
    }

    private UtpStack() {}

    /**
     * Hears the uTP packets of a port from now on; the port stays its owner's.
     *
     * @param memory bytes that the buffers of all connections may take together, outside the heap
     */
    public static UtpStack open(
            PacketPort port, UtpSettings settings, long memory, Incoming incoming) {
        throw new UnsupportedOperationException();
    }

    /**
     * Dials a peer. Blocks.
     *
     * @throws IOException if it does not answer within the deadline, refuses, or there are too many
     *     connections
     */
    public Transport dial(InetSocketAddress remote, Duration deadline) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Ends all connections: what was written has a moment to arrive. */
    @Override
    public void close() {}
}
