package dunlin.swarm;

import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.peer.RateLimiter;
import dunlin.peer.Transport;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A transport to a peer that takes everything and never sends a byte. */
final class SilentTransport implements Transport {
    private final InetSocketAddress remote;
    private final CountDownLatch closed = new CountDownLatch(1);

    private SilentTransport(InetSocketAddress remote) {
        this.remote = remote;
    }

    /** A connection over one to this machine, with the fast extension, that is not started. */
    static PeerConnection connection(int port, PeerId id, boolean incoming) {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return connection(remote, id, incoming);
    }

    static PeerConnection connection(InetSocketAddress remote, PeerId id, boolean incoming) {
        Handshake theirs =
                new Handshake(
                        InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567"),
                        id,
                        true,
                        true,
                        false);
        return PeerConnection.of(
                new SilentTransport(remote),
                theirs,
                incoming,
                new Deaf(),
                new PeerConnection.Settings(
                        (block, out) -> {
                            throw new IOException("nothing to upload");
                        },
                        RateLimiter.UNLIMITED,
                        RateLimiter.UNLIMITED));
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return remote;
    }

    @Override
    public boolean isOpen() {
        return closed.getCount() > 0;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ClosedChannelException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return read(targets[offset]);
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return read(targets[0]);
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += write(sources[i]);
        }
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources) {
        return write(sources, 0, sources.length);
    }

    private static final class Deaf implements PeerListener {
        @Override
        public void onMessage(PeerConnection connection, Message message) {}

        @Override
        public @Nullable ByteBuffer onBlockStart(PeerConnection connection, Message.Piece head) {
            return null;
        }

        @Override
        public void onBlock(PeerConnection connection, Message.Piece head) {}

        @Override
        public void onClosed(PeerConnection connection, String reason) {}
    }
}
