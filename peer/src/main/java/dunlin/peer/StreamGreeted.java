package dunlin.peer;

import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handshakes exchanged on a {@link Transport}. */
record StreamGreeted(
        Transport transport, Handshake theirs, boolean incoming, ConnectionBudget budget)
        implements Greeted {
    private static final Logger LOG = LoggerFactory.getLogger(StreamGreeted.class);

    @Override
    public InetSocketAddress remote() {
        return transport.remote();
    }

    @Override
    public Transport.Kind kind() {
        return transport.kind();
    }

    @Override
    public PeerConnection open(PeerListener listener, PeerConnection.Settings settings) {
        return new StreamConnection(transport, theirs, incoming, listener, settings, budget);
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("Closing {}", transport, e);
        }
    }
}
