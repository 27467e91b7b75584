package dunlin.peer;

import dunlin.protocol.Block;
import dunlin.protocol.ProtocolException;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over a {@link Transport}: a virtual thread reads and one writes.
 *
 * <p>The reader makes every call of the {@link PeerListener}, and the last one, {@code onClosed},
 * after the writer has ended. Whoever closes, the reason that was given first stands; closing wakes
 * both threads through the transport and the {@link Outbox}.
 */
final class StreamConnection implements PeerConnection, ConnectionBudget.Holder {
    // Others drop a connection after 120 seconds of silence; keepalives are due at least that
    // often.
    private static final long KEEPALIVE_NANOS = TimeUnit.SECONDS.toNanos(100);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(130);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final Logger LOG = LoggerFactory.getLogger(StreamConnection.class);

    private final Transport transport;
    private final Handshake theirs;
    private final boolean incoming;
    private final PeerListener listener;
    private final ConnectionBudget.Holding holding;
    private final Outbox outbox;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> closeReason = new AtomicReference<>();
    private final ConnectionReader reader;
    private final ConnectionWriter writer;
    private final Thread readerThread;
    private final Thread writerThread;

    StreamConnection(
            Transport transport,
            Handshake theirs,
            boolean incoming,
            PeerListener listener,
            Settings settings,
            ConnectionBudget budget) {
        this.transport = transport;
        this.theirs = theirs;
        this.incoming = incoming;
        this.listener = listener;
        this.holding = budget.holding(this);
        this.outbox = new Outbox(MAX_UPLOAD_QUEUE, holding);
        this.reader =
                new ConnectionReader(
                        this,
                        transport,
                        listener,
                        outbox,
                        holding,
                        settings.down(),
                        settings.limits(),
                        closed);
        this.writer = new ConnectionWriter(transport, outbox, settings.blocks(), settings.up());
        this.readerThread =
                Thread.ofVirtual().name("peer-read " + transport.remote()).unstarted(this::read);
        this.writerThread =
                Thread.ofVirtual().name("peer-write " + transport.remote()).unstarted(this::write);
    }

    @Override
    public void start() {
        boolean isStarted = false;
        try {
            writerThread.start();
            readerThread.start();
            isStarted = true;
        } finally {
            if (!isStarted) { // no memory for a thread, say
                close("cannot begin");
                tellClosed();
            }
        }
    }

    @Override
    public Transport.Kind kind() {
        return transport.kind();
    }

    @Override
    public InetSocketAddress remote() {
        return transport.remote();
    }

    @Override
    public Handshake theirs() {
        return theirs;
    }

    @Override
    public boolean incoming() {
        return incoming;
    }

    @Override
    public void send(Message message) {
        sendAll(List.of(message));
    }

    @Override
    public void sendAll(Collection<? extends Message> messages) {
        if (!outbox.add(messages, wakes())) {
            close(
                    "reads too slowly: more than %d bytes of messages wait for it"
                            .formatted(Outbox.MAX_MESSAGE_BYTES));
        }
        holding.makeRoom();
    }

    @Override
    public boolean answer(Supplier<? extends Message> answer) {
        return outbox.addAnswer(answer, wakes());
    }

    @Override
    public boolean upload(Block block) {
        return outbox.addUpload(block, wakes());
    }

    @Override
    public boolean cancelUpload(Block block) {
        return outbox.cancelUpload(block);
    }

    @Override
    public Collection<Block> clearUploads() {
        return outbox.clearUploads();
    }

    @Override
    public long downloaded() {
        return reader.downloaded();
    }

    @Override
    public long uploaded() {
        return writer.uploaded();
    }

    @Override
    public long silentNanos(long nanoTime) {
        return reader.silentNanos(nanoTime);
    }

    @Override
    public void tick(long nanoTime) {
        if (reader.silentNanos(nanoTime) > SILENCE_NANOS) {
            close("silent for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(SILENCE_NANOS)));
        } else if (writer.stuckNanos(nanoTime) > STUCK_NANOS) {
            close("takes no bytes for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(STUCK_NANOS)));
        } else if (writer.idleNanos(nanoTime) > KEEPALIVE_NANOS && outbox.messageBytes() == 0) {
            send(new Message.KeepAlive());
        }
    }

    @Override
    public void close(String reason) {
        if (!closeReason.compareAndSet(null, reason)) {
            return;
        }
        outbox.close();
        holding.end();
        closed.countDown();
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("Closing the connection to {}", remote(), e);
        }
    }

    @Override
    public long stuckNanos(long nanoTime) {
        return writer.stuckNanos(nanoTime);
    }

    @Override
    public void giveWay(String reason) {
        close(reason);
    }

    @Override
    public boolean isClosed() {
        return closeReason.get() != null;
    }

    /** Whether what is sent now wakes the writer: the reader does it itself before it waits. */
    private boolean wakes() {
        return !Thread.currentThread().equals(readerThread);
    }

    private void read() {
        try {
            closeAfter(reader::run);
            writerThread.join();
        } catch (InterruptedException _) { // nobody has a reason to, and it ends either way
            Thread.currentThread().interrupt();
        } finally { // or its owner would count it, and keep what it holds, for ever
            tellClosed();
        }
    }

    private void tellClosed() {
        try {
            listener.onClosed(this, String.valueOf(closeReason.get()));
        } catch (RuntimeException e) {
            LOG.error("A fault of ours in parting with {}", remote(), e);
        }
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
        } catch (RuntimeException | Error e) { // of whatever kind: it costs this connection alone
            boolean isNews = closeReason.get() == null;
            close("a fault of ours: " + e);
            if (isNews) {
                LOG.error("A fault of ours on the connection to {}", remote(), e);
            }
        } finally {
            close("ended"); // should even that have failed, the other thread is not left behind
        }
    }

    @Override
    public String toString() {
        return "connection to " + remote();
    }
}
