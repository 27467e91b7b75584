package dunlin.peer;

import dunlin.protocol.Block;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to one peer, after its handshake: a virtual thread reads and one writes. Every
 * method may be called from any thread, none blocks.
 *
 * <p>The reader makes every call of the {@link PeerListener}, and the last one, {@code onClosed},
 * after the writer has ended. Whoever closes, the reason that was given first stands; closing wakes
 * both threads through the transport and the {@link Outbox}.
 */
public final class PeerConnection implements AutoCloseable {
    /** How many blocks may wait to be uploaded: the {@code reqq} to advertise (BEP 10). */
    public static final int MAX_UPLOAD_QUEUE = 2000;

    // Others drop a connection after 120 seconds of silence; keepalives are due at least that
    // often.
    private static final long KEEPALIVE_NANOS = TimeUnit.SECONDS.toNanos(100);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(130);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    /**
     * What a connection needs beside its transport.
     *
     * @param limits how long frames may be that come in
     */
    public record Settings(
            BlockSource blocks, RateLimiter up, RateLimiter down, FrameLimits limits) {
        /** For a share whose number of pieces is not known. */
        public Settings(BlockSource blocks, RateLimiter up, RateLimiter down) {
            this(blocks, up, down, FrameLimits.PIECES_UNKNOWN);
        }

        /** For talk in which no block is uploaded, whatever is asked for. */
        public static Settings withoutBlocks(FrameLimits limits) {
            BlockSource none =
                    (block, _) -> {
                        throw new IOException(block + " is not uploaded here");
                    };
            return new Settings(none, RateLimiter.UNLIMITED, RateLimiter.UNLIMITED, limits);
        }
    }

    private final Transport transport;
    private final Handshake theirs;
    private final boolean incoming;
    private final PeerListener listener;
    private final Outbox outbox = new Outbox(MAX_UPLOAD_QUEUE);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> closeReason = new AtomicReference<>();
    private final ConnectionReader reader;
    private final ConnectionWriter writer;
    private final Thread readerThread;
    private final Thread writerThread;

    private PeerConnection(
            Transport transport,
            Handshake theirs,
            boolean incoming,
            PeerListener listener,
            Settings settings) {
        this.transport = transport;
        this.theirs = theirs;
        this.incoming = incoming;
        this.listener = listener;
        this.reader =
                new ConnectionReader(
                        this,
                        transport,
                        listener,
                        outbox,
                        settings.down(),
                        settings.limits(),
                        closed);
        this.writer = new ConnectionWriter(transport, outbox, settings.blocks(), settings.up());
        this.readerThread =
                Thread.ofVirtual().name("peer-read " + transport.remote()).unstarted(this::read);
        this.writerThread =
                Thread.ofVirtual().name("peer-write " + transport.remote()).unstarted(this::write);
    }

    /**
     * A connection whose handshakes are exchanged, with both extensions offered in ours. Nothing is
     * read or written before {@link #start}.
     */
    public static PeerConnection of(
            Transport transport,
            Handshake theirs,
            boolean incoming,
            PeerListener listener,
            Settings settings) {
        return new PeerConnection(transport, theirs, incoming, listener, settings);
    }

    /**
     * Starts the two threads. Messages sent before are written first. Without it the listener is
     * never called, not even when the connection is closed.
     */
    public void start() {
        writerThread.start();
        readerThread.start();
    }

    public InetSocketAddress remote() {
        return transport.remote();
    }

    /** The other peer's id. */
    public PeerId peerId() {
        return theirs.peerId();
    }

    /** Whether the other end dialled us. */
    public boolean incoming() {
        return incoming;
    }

    /** What both sides can do: fast extension (BEP 6). */
    public boolean fast() {
        return theirs.fast();
    }

    /** What both sides can do: extension messages (BEP 10). */
    public boolean extended() {
        return theirs.extended();
    }

    /**
     * Queues messages. A peer that lets too much pile up is closed. What the listener sends from
     * its own calls is written when the reader has no more frames at hand, in one write.
     */
    public void send(Message message) {
        sendAll(List.of(message));
    }

    /** Queues several messages at once, woken once. */
    public void sendAll(Collection<? extends Message> messages) {
        if (!outbox.add(messages, wakes())) {
            close(
                    "reads too slowly: more than %d bytes of messages wait for it"
                            .formatted(Outbox.MAX_MESSAGE_BYTES));
        }
    }

    /**
     * How many bytes of messages wait to be written. Who answers small messages with large ones
     * looks here first.
     */
    public int pendingBytes() {
        return outbox.messageBytes();
    }

    /**
     * Queues a block for upload, behind all that was queued before. One that is queued already
     * stays where it is.
     *
     * @return false if the upload queue is full and the request is to be rejected
     */
    public boolean upload(Block block) {
        return outbox.addUpload(block, wakes());
    }

    /**
     * Takes a block out of the upload queue. One that the writer has taken is sent all the same.
     *
     * @return whether it was still there
     */
    public boolean cancelUpload(Block block) {
        return outbox.cancelUpload(block);
    }

    /**
     * Empties the upload queue, as a choke does. Blocks that the writer has taken are sent all the
     * same, before every message that is queued from now on.
     *
     * @return what was in it, in order
     */
    public Collection<Block> clearUploads() {
        return outbox.clearUploads();
    }

    /** Bytes of blocks received so far, wanted or not. */
    public long downloaded() {
        return reader.downloaded();
    }

    /** Bytes of blocks sent so far. */
    public long uploaded() {
        return writer.uploaded();
    }

    /**
     * For how many nanoseconds before {@code nanoTime} not a byte has come although we would read;
     * 0 while we do not.
     */
    public long silentNanos(long nanoTime) {
        return reader.silentNanos(nanoTime);
    }

    /**
     * To be called about once a second with {@link System#nanoTime}: sends the keepalive, ends what
     * is silent or stuck.
     */
    public void tick(long nanoTime) {
        if (reader.silentNanos(nanoTime) > SILENCE_NANOS) {
            close("silent for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(SILENCE_NANOS)));
        } else if (writer.stuckNanos(nanoTime) > STUCK_NANOS) {
            close("takes no bytes for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS)));
        } else if (writer.idleNanos(nanoTime) > KEEPALIVE_NANOS && pendingBytes() == 0) {
            send(new Message.KeepAlive());
        }
    }

    /**
     * Closes; {@link PeerListener#onClosed} is told the reason. Only the first call does anything.
     */
    public void close(String reason) {
        if (!closeReason.compareAndSet(null, reason)) {
            return;
        }
        outbox.close();
        closed.countDown();
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("Closing the connection to {}", remote(), e);
        }
    }

    /** Whether it was closed, by whichever side; its threads may not have ended yet. */
    public boolean isClosed() {
        return closeReason.get() != null;
    }

    @Override
    public void close() {
        close("closed");
    }

    /** Whether what is sent now wakes the writer: the reader does it itself before it waits. */
    private boolean wakes() {
        return !Thread.currentThread().equals(readerThread);
    }

    private void read() {
        closeAfter(reader::run);
        try {
            writerThread.join();
        } catch (InterruptedException _) { // nobody has a reason to, and it ends either way
            Thread.currentThread().interrupt();
        }
        listener.onClosed(this, String.valueOf(closeReason.get()));
    }

    private void write() {
        closeAfter(writer::run);
    }

    private interface Work {
        void run() throws IOException, ProtocolException, InterruptedException;
    }

    private void closeAfter(Work work) {
        try {
            work.run();
        } catch (ProtocolException | IOException e) {
            close(Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
        } catch (InterruptedException _) {
            close("interrupted");
        } catch (RuntimeException e) {
            if (closeReason.get() == null) {
                LOG.error("A fault of ours on the connection to {}", remote(), e);
            }
            close("a fault of ours: " + e);
        } finally {
            close("ended"); // an Error passes through, and must not leave the other thread behind
        }
    }

    @Override
    public String toString() {
        return "connection to " + remote();
    }
}
