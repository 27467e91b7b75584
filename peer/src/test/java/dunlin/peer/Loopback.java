package dunlin.peer;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.random.RandomGenerator;

/** The two ends of one TCP connection within this machine. */
record Loopback(TcpTransport near, TcpTransport far) implements AutoCloseable {
    static final InfoHash HASH = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");

    static Loopback open() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(anyPort())) {
            SocketChannel near = SocketChannel.open(server.getLocalAddress());
            return new Loopback(new TcpTransport(near), new TcpTransport(server.accept()));
        }
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A handshake of some peer, with or without the extensions. */
    static Handshake handshake(boolean extensions) {
        PeerId id = PeerId.random(RandomGenerator.getDefault());
        return new Handshake(HASH, id, extensions, extensions, false);
    }

    /** Counts for nobody. */
    static ConnectionBudget.Holding holding() {
        return ConnectionBudget.small()
                .holding(
                        new ConnectionBudget.Holder() {
                            @Override
                            public long stuckNanos(long nanoTime) {
                                return 0;
                            }

                            @Override
                            public void giveWay(String reason) {
                                throw new AssertionError(reason);
                            }
                        });
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
