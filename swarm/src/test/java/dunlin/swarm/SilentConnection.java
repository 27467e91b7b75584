package dunlin.swarm;

import dunlin.peer.PeerConnection;
import dunlin.peer.Transport;
import dunlin.protocol.Block;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** A connection to a peer that takes everything and, once it is started, never sends a byte. */
final class SilentConnection implements PeerConnection {
    private static final InfoHash SHARE = InfoHash.of(new byte[InfoHash.LENGTH]);

    private final InetSocketAddress remote;
    private final Handshake theirs;
    private final boolean incoming;

    /** What it took, in order. */
    final List<Message> sent = new ArrayList<>();

    private boolean started;
    private boolean closed;

    private SilentConnection(InetSocketAddress remote, Handshake theirs, boolean incoming) {
        this.remote = remote;
        this.theirs = theirs;
        this.incoming = incoming;
    }

    /** One to this machine, with the fast extension. */
    static SilentConnection with(int port, PeerId id, boolean incoming) {
        return with(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), id, incoming);
    }

    static SilentConnection with(InetSocketAddress remote, PeerId id, boolean incoming) {
        return new SilentConnection(remote, Handshake.ours(SHARE, id), incoming);
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public Transport.Kind kind() {
        return Transport.Kind.TCP;
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
        sent.add(message);
    }

    @Override
    public void sendAll(Collection<? extends Message> messages) {}

    @Override
    public boolean answer(Supplier<? extends Message> answer) {
        return true;
    }

    @Override
    public boolean upload(Block block) {
        return true;
    }

    @Override
    public boolean cancelUpload(Block block) {
        return false;
    }

    @Override
    public Collection<Block> clearUploads() {
        return List.of();
    }

    @Override
    public long downloaded() {
        return 0;
    }

    @Override
    public long uploaded() {
        return 0;
    }

    @Override
    public long silentNanos(long nanoTime) {
        return started ? nanoTime - DownloadTest.START : 0;
    }

    @Override
    public void tick(long nanoTime) {}

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close(String reason) {
        closed = true;
    }
}
