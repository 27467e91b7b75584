package dunlin.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;

/** A {@link Transport} over one TCP connection. One thread may read while another writes. */
public final class TcpTransport implements Transport {
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private Runnable onClose = () -> {};

    /** Over a channel that is connected and blocking, and from now on belongs to the transport. */
    TcpTransport(SocketChannel channel) throws IOException {
        this.channel = channel;
        remote = (InetSocketAddress) channel.getRemoteAddress();
        local = (InetSocketAddress) channel.getLocalAddress();
        // Requests and haves are small and each delays what follows from it. The buffers are left
        // to the kernel, which sizes them by the path; setting them would end that.
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /**
     * Connects to a peer. Blocks, for as long as the system thinks it is worth it; an interrupt
     * ends it.
     *
     * @param bind the local address to dial from, or empty for any
     */
    public static TcpTransport connect(Optional<InetSocketAddress> bind, InetSocketAddress remote)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean isConnected = false;
        try {
            if (bind.isPresent()) {
                channel.bind(bind.get());
            }
            channel.connect(remote);
            TcpTransport transport = new TcpTransport(channel);
            isConnected = true;
            return transport;
        } catch (UnresolvedAddressException | UnsupportedAddressTypeException e) {
            throw new ConnectException("no way to " + remote + " over TCP: " + e);
        } finally {
            if (!isConnected) {
                channel.close();
            }
        }
    }

    @Override
    public void whenClosed(Runnable action) {
        synchronized (this) {
            if (!closed) {
                onClose = action;
                return;
            }
        }
        action.run();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return channel.read(targets);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return channel.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return channel.write(sources);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return channel.write(sources, offset, length);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        Runnable last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = onClose;
        }
        try {
            channel.close();
        } finally {
            last.run();
        }
    }

    @Override
    public String toString() {
        return "TCP to " + remote;
    }
}
