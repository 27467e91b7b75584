package dunlin.swarm;

import dunlin.peer.Handshaker;
import dunlin.peer.PeerListeningSocket;
import dunlin.peer.Transport;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import dunlin.swarm.dial.PeerHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The door of one {@link PeerHost} on a free port of loopback. */
public record Listening(PeerListeningSocket socket) implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    public static Listening on(Supplier<PeerHost> host) throws IOException {
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Listening(
                PeerListeningSocket.open(
                        free,
                        PeerListeningSocket.Bounds.USUAL,
                        transport -> greet(transport, host.get())));
    }

    private static void greet(Transport transport, PeerHost host)
            throws IOException, ProtocolException {
        Handshake ours = host.handshake();
        host.admit(
                Handshaker.answer(
                        transport,
                        hash -> Optional.of(ours).filter(any -> hash.equals(ours.infoHash())),
                        DEADLINE),
                true);
    }

    public InetSocketAddress address() {
        return socket.address();
    }

    @Override
    public void close() {
        socket.close();
    }
}
