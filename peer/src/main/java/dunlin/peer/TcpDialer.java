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
 */
public record TcpDialer(Optional<InetSocketAddress> bind) implements Dialer {
    @Override
    public Greeted dial(InetSocketAddress remote, Handshake ours, Duration deadline)
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
                    return Handshaker.greet(new TcpTransport(channel, () -> {}), ours);
                });
    }
}
