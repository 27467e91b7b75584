package dunlin.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@link Transport} that somebody counts until it is closed. */
public final class CountedTransport implements Transport {
    private final Transport transport;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * From now on the transport is closed through this one alone.
     *
     * @param onClose run once when it is closed
     */
    public CountedTransport(Transport transport, Runnable onClose) {
        this.transport = transport;
        this.onClose = onClose;
    }

    @Override
    public Kind kind() {
        return transport.kind();
    }

    @Override
    public InetSocketAddress remote() {
        return transport.remote();
    }

    @Override
    public InetSocketAddress local() {
        return transport.local();
    }

    @Override
    public boolean readsWhatIsWritten() {
        return transport.readsWhatIsWritten();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return transport.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return transport.read(targets);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return transport.read(targets, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return transport.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return transport.write(sources);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return transport.write(sources, offset, length);
    }

    @Override
    public boolean isOpen() {
        return transport.isOpen();
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                transport.close();
            } finally {
                onClose.run();
            }
        }
    }

    @Override
    public String toString() {
        return transport.toString();
    }
}
