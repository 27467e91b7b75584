package dunlin.peer;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * Dials over TCP.
 *
 * @param bind the local address to dial from, or empty for any
 * @param budget of the node, in which the connections count
 */
public record TcpDialer(Optional<InetSocketAddress> bind, ConnectionBudget budget)
        implements Dialer {
    /** Dials a few peers, with a budget of its own. */
    public TcpDialer(Optional<InetSocketAddress> bind) {
        this(bind, ConnectionBudget.small());
    }

    @Override
    public Greeted dial(InetSocketAddress remote, Handshake ours, Duration deadline)
            throws IOException, ProtocolException {
        if (!budget.enterDialled()) {
            throw new IOException(
                    "there are %d connections already, no more may be open"
                            .formatted(budget.connections()));
        }
        boolean isGreeted = false;
        try {
            Greeted greeted = greet(remote, ours, deadline);
            isGreeted = true; // from here on the transport counts until it is closed
            return greeted;
        } finally {
            if (!isGreeted) {
                budget.leave();
            }
        }
    }

    private Greeted greet(InetSocketAddress remote, Handshake ours, Duration deadline)
            throws IOException, ProtocolException {
        SocketChannel channel = SocketChannel.open();
        return Deadline.within(
                deadline,
                channel,
                () -> {
                    if (bind.isPresent()) {
                        channel.bind(bind.get());
                    }
                    channel.connect(remote);
                    Transport transport = new TcpTransport(channel);
                    Greeted greeted = Handshaker.greet(transport, ours, budget);
                    transport.whenClosed(budget::leave);
                    return greeted;
                });
    }
}
