package dunlin.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A transport that moves a few bytes at a time, cut at any place: what a network may do to a
 * stream.
 */
class SlicingTransport implements Transport {
    private final Transport inner;
    private final RandomGenerator random;
    private final int most;

    SlicingTransport(Transport inner, RandomGenerator random, int most) {
        this.inner = inner;
        this.random = random;
        this.most = most;
    }

    @Override
    public void whenClosed(Runnable action) {
        inner.whenClosed(action);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        ByteBuffer part = part(target);
        int count = inner.read(part);
        target.position(target.position() + Math.max(0, count));
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = inner.write(part(source));
        source.position(source.position() + count);
        return count;
    }

    private ByteBuffer part(ByteBuffer whole) {
        return whole.slice(whole.position(), Math.min(whole.remaining(), 1 + random.nextInt(most)));
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return read(firstWithRoom(targets, offset, length));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return write(firstWithRoom(sources, offset, length));
    }

    private static ByteBuffer firstWithRoom(ByteBuffer[] buffers, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffers[i].hasRemaining()) {
                return buffers[i];
            }
        }
        throw new IllegalArgumentException("nothing to move");
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return read(targets, 0, targets.length);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    @Override
    public InetSocketAddress remote() {
        return inner.remote();
    }

    @Override
    public InetSocketAddress local() {
        return inner.local();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
