package dunlin.peer;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one connection and tells its {@link PeerListener}. Frames are parsed where
 * they were read, in the frame buffer; a block's payload goes straight to where the listener wants
 * it, by reads into [rest of the block, frame buffer], so that what follows the block is in the
 * frame buffer again.
 */
final class ConnectionReader {
    private static final int FRAME_BUFFER_BYTES = 64 * 1024;

    private final PeerConnection connection;
    private final Transport transport;
    private final PeerListener listener;
    private final Outbox outbox;
    private final ConnectionBudget.Holding holding;
    private final RateLimiter limiter;
    private final MessageCodec codec;
    private final MessageOrder order;
    private final CountDownLatch closed;
    private final AtomicLong downloaded = new AtomicLong();
    private volatile boolean reading;
    private volatile long readingSince;

    ConnectionReader(
            PeerConnection connection,
            Transport transport,
            PeerListener listener,
            Outbox outbox,
            ConnectionBudget.Holding holding,
            RateLimiter limiter,
            FrameLimits limits,
            CountDownLatch closed) {
        this.connection = connection;
        this.transport = transport;
        this.listener = listener;
        this.outbox = outbox;
        this.holding = holding;
        this.limiter = limiter;
        this.codec = new MessageCodec(limits);
        this.order = new MessageOrder(connection.fast(), connection.extended());
        this.closed = closed;
    }

    /** Bytes of blocks received so far, wanted or not. */
    long downloaded() {
        return downloaded.get();
    }

    /** For how many nanoseconds the other side has sent nothing although we would read. */
    long silentNanos(long now) {
        return reading ? now - readingSince : 0;
    }

    /** Reads until the other side, the listener or a closing of the transport ends it. */
    void run() throws IOException, ProtocolException, InterruptedException {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer frames = arena.allocate(FRAME_BUFFER_BYTES).asByteBuffer().limit(0);
            while (true) {
                Message message = codec.next(frames);
                if (message == null) {
                    message = readOn(frames);
                }
                if (message != null) {
                    order.check(message);
                    deliver(message, frames);
                }
            }
        }
    }

    private void deliver(Message message, ByteBuffer frames)
            throws IOException, ProtocolException, InterruptedException {
        switch (message) {
            case Message.Piece head -> readBlock(head, frames);
            case Message.KeepAlive _, Message.Unknown _ -> {}
            default -> listener.onMessage(connection, message);
        }
    }

    /** Reads more into the frame buffer. @return a message that is too long for it, or null */
    private @Nullable Message readOn(ByteBuffer frames) throws IOException, ProtocolException {
        int needed = MessageCodec.needed(frames);
        if (needed > frames.capacity()) {
            return readLong(needed, frames);
        }
        frames.compact();
        try {
            read(frames);
        } finally {
            frames.flip();
        }
        return null;
    }

    /** A buffer that grows with what has come, not with what was announced. */
    private @Nullable Message readLong(int needed, ByteBuffer frames)
            throws IOException, ProtocolException {
        ByteBuffer frame = heldBuffer(Math.min(needed, 2 * frames.capacity()));
        try {
            frame.put(frames);
            while (frame.position() < needed) {
                if (!frame.hasRemaining()) {
                    ByteBuffer larger = heldBuffer(Math.min(needed, 2 * frame.capacity()));
                    holding.change(-frame.capacity());
                    frame = larger.put(frame.flip());
                }
                read(frame);
            }
            return codec.next(frame.flip());
        } finally {
            holding.change(-frame.capacity());
        }
    }

    private ByteBuffer heldBuffer(int length) {
        holding.change(length);
        holding.makeRoom();
        return ByteBuffer.allocate(length);
    }

    private void readBlock(Message.Piece head, ByteBuffer frames)
            throws IOException, ProtocolException, InterruptedException {
        awaitRate(head.length());
        ByteBuffer target = listener.onBlockStart(connection, head);
        if (target == null) {
            drop(head.length(), frames);
        } else if (target.remaining() != head.length()) {
            throw new IllegalArgumentException(
                    "%d bytes of room for %s".formatted(target.remaining(), head));
        } else {
            fill(target, frames);
            listener.onBlock(connection, head);
        }
    }

    private void awaitRate(int bytes) throws InterruptedException {
        long ticket = limiter.reserve(bytes, System.nanoTime());
        long wait = limiter.waitNanos(ticket, System.nanoTime());
        while (wait > 0) {
            outbox.wake();
            if (closed.await(RateLimiter.nap(wait), TimeUnit.NANOSECONDS)) {
                return;
            }
            wait = limiter.waitNanos(ticket, System.nanoTime());
        }
    }

    private void fill(ByteBuffer target, ByteBuffer frames) throws IOException {
        int there = Math.min(target.remaining(), frames.remaining());
        target.put(frames.slice(frames.position(), there));
        frames.position(frames.position() + there);
        downloaded.addAndGet(there);
        ByteBuffer[] both = {target, frames};
        while (target.hasRemaining()) { // so the frame buffer is empty
            int before = target.remaining();
            frames.clear();
            try {
                read(both);
            } finally {
                frames.flip();
            }
            downloaded.addAndGet(before - target.remaining());
        }
    }

    private void drop(int length, ByteBuffer frames) throws IOException {
        int left = length;
        while (true) {
            int there = Math.min(left, frames.remaining());
            frames.position(frames.position() + there);
            downloaded.addAndGet(there);
            left -= there;
            if (left == 0) {
                return;
            }
            frames.clear();
            try {
                read(frames);
            } finally {
                frames.flip();
            }
        }
    }

    private void read(ByteBuffer... targets) throws IOException {
        outbox.wake(); // for what the listener sent from this thread
        readingSince = System.nanoTime();
        reading = true;
        long count = transport.read(targets, 0, targets.length);
        reading = false;
        if (count < 0) {
            throw new EOFException("closed by the other side");
        }
    }
}
