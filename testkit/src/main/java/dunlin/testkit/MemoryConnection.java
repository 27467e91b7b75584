package dunlin.testkit;

import dunlin.peer.Greeted;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.peer.Transport;
import dunlin.protocol.Block;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in a {@link MemoryNetwork}. It calls its listener from events only, never
 * from within a call of its owner, as a reader thread would.
 */
final class MemoryConnection implements PeerConnection, Greeted {
    private final MemoryNetwork network;
    private final MemoryHost host;
    private final InetSocketAddress remote;
    private final Handshake theirs;
    private final boolean incoming;
    private final Transport.Kind kind;
    private final Set<Block> uploads = new LinkedHashSet<>();

    /** What arrived before it was started. */
    private final Deque<Runnable> early = new ArrayDeque<>();

    private @Nullable MemoryConnection other;
    private @Nullable PeerListener listener;
    private PeerConnection.@Nullable Settings settings;
    private boolean started;
    private boolean closed;
    private long heardAt;
    private long downloaded;
    private long uploaded;

    MemoryConnection(
            MemoryNetwork network,
            MemoryHost host,
            InetSocketAddress remote,
            Handshake theirs,
            boolean incoming,
            Transport.Kind kind) {
        this.network = network;
        this.host = host;
        this.remote = remote;
        this.theirs = theirs;
        this.incoming = incoming;
        this.kind = kind;
        host.holds(this);
    }

    void joinTo(MemoryConnection far) {
        other = far;
        far.other = this;
    }

    private MemoryConnection other() {
        return Objects.requireNonNull(other);
    }

    private PeerListener listener() {
        return Objects.requireNonNull(listener);
    }

    @Override
    public Transport.Kind kind() {
        return kind;
    }

    @Override
    public PeerConnection open(PeerListener owner, PeerConnection.Settings with) {
        listener = owner;
        settings = with;
        return this;
    }

    @Override
    public void start() {
        started = true;
        heardAt = network.time().nanoTime();
        if (closed) {
            tellClosed("closed before it began");
        }
        while (!early.isEmpty()) {
            network.time().after(0, early.remove());
        }
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
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
        if (!closed) {
            network.sent(host.address(), remote, message);
            MemoryConnection far = other();
            network.time()
                    .after(network.latencyNanos(), () -> far.arrives(() -> far.hear(message)));
        }
    }

    @Override
    public void sendAll(Collection<? extends Message> messages) {
        messages.forEach(this::send);
    }

    /** Something came from the network; what comes before the start waits for it. */
    private void arrives(Runnable what) {
        if (!started) {
            early.add(() -> arrives(what));
        } else if (!closed) {
            heardAt = network.time().nanoTime();
            what.run();
        }
    }

    private void hear(Message message) {
        try {
            listener().onMessage(this, message);
        } catch (ProtocolException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean answer(Supplier<? extends Message> answer) {
        send(answer.get());
        return true;
    }

    @Override
    public boolean upload(Block block) {
        if (closed || uploads.size() >= MAX_UPLOAD_QUEUE) {
            return false;
        }
        uploads.add(block);
        network.time().after(0, () -> host.wants(this));
        return true;
    }

    @Override
    public boolean cancelUpload(Block block) {
        return uploads.remove(block);
    }

    @Override
    public Collection<Block> clearUploads() {
        List<Block> all = new ArrayList<>(uploads);
        uploads.clear();
        return all;
    }

    boolean hasBlocks() {
        return !uploads.isEmpty();
    }

    /** Puts the next block on its way. @return its bytes; 0 if there is none to send */
    int sendBlock() {
        if (closed || uploads.isEmpty()) {
            return 0;
        }
        Block block = uploads.iterator().next();
        uploads.remove(block);
        ByteBuffer bytes = ByteBuffer.allocate(block.length());
        try {
            Objects.requireNonNull(settings).blocks().copy(block, bytes);
        } catch (IOException e) {
            close(String.valueOf(e.getMessage()));
            return 0;
        }
        bytes.flip();
        uploaded += block.length();
        Message.Piece head = new Message.Piece(block.piece(), block.begin(), block.length());
        network.sent(host.address(), remote, head);
        MemoryConnection far = other();
        network.time()
                .after(network.latencyNanos(), () -> far.arrives(() -> far.take(head, bytes)));
        return block.length();
    }

    private void take(Message.Piece head, ByteBuffer bytes) {
        downloaded += head.length();
        try {
            ByteBuffer target = listener().onBlockStart(this, head);
            if (target != null) {
                target.put(bytes);
                listener().onBlock(this, head);
            }
        } catch (ProtocolException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long downloaded() {
        return downloaded;
    }

    @Override
    public long uploaded() {
        return uploaded;
    }

    @Override
    public long silentNanos(long nanoTime) {
        return started ? nanoTime - heardAt : 0;
    }

    @Override
    public void tick(long nanoTime) {}

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        close("closed");
    }

    @Override
    public void close(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        uploads.clear();
        if (started) {
            tellClosed(reason);
        }
        MemoryConnection far = other();
        network.time().after(network.latencyNanos(), () -> far.close("closed by the other side"));
    }

    private void tellClosed(String reason) {
        network.time().after(0, () -> listener().onClosed(this, reason));
    }
}
