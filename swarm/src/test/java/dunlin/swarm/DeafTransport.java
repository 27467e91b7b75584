package dunlin.swarm;

import dunlin.peer.Transport;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stranger who says his piece and reads no more than our handshake: what is written to him waits
 * until he is closed, with no buffer of a kernel between.
 */
final class DeafTransport implements Transport {
    private static final InetSocketAddress HERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final InetSocketAddress remote;
    private final ByteBuffer said;
    private final CountDownLatch heardAll = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong written = new AtomicLong();

    private DeafTransport(int number, ByteBuffer said) {
        String host = "10.2.%d.%d".formatted(number / 250, number % 250);
        this.remote = new InetSocketAddress(InetAddress.ofLiteral(host), 6881);
        this.said = said;
    }

    /** One of many who say the same, after handshakes of their own. */
    static DeafTransport saying(int number, Handshake handshake, Message... messages) {
        int length = Handshake.LENGTH;
        length += Arrays.stream(messages).mapToInt(MessageCodec::length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        handshake.put(all);
        for (Message message : messages) {
            MessageCodec.put(message, all);
        }
        return new DeafTransport(number, all.flip());
    }

    /** Waits until all was read that is said here. */
    void awaitHeard() throws InterruptedException {
        heardAll.await();
    }

    private int give(ByteBuffer target) {
        int count = Math.min(target.remaining(), said.remaining());
        target.put(said.slice(said.position(), count));
        said.position(said.position() + count);
        return count;
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        if (!said.hasRemaining()) {
            heardAll.countDown();
            waitForTheEnd();
        }
        return give(target);
    }

    @Override
    public long read(ByteBuffer[] targets) throws ClosedChannelException {
        return read(targets[0]);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws ClosedChannelException {
        return read(targets[offset]);
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        if (written.get() >= Handshake.LENGTH) {
            waitForTheEnd();
        }
        int count = source.remaining();
        written.addAndGet(count);
        source.position(source.limit());
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources) throws ClosedChannelException {
        return write(sources[0]);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws ClosedChannelException {
        return write(sources[offset]);
    }

    private void waitForTheEnd() throws ClosedChannelException {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new ClosedChannelException();
    }

    /** Nobody counts it. */
    @Override
    public void whenClosed(Runnable action) {}

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public InetSocketAddress local() {
        return HERE;
    }

    @Override
    public boolean isOpen() {
        return closed.getCount() > 0;
    }

    @Override
    public void close() {
        closed.countDown();
        heardAll.countDown();
    }
}
