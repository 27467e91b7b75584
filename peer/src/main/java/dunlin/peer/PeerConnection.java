package dunlin.peer;

import dunlin.protocol.Block;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.net.InetSocketAddress;
import java.util.Collection;

/**
 * One connection to one peer, after its handshake: a virtual thread reads and one writes. Every
 * method may be called from any thread, none blocks.
 */
public final class PeerConnection implements AutoCloseable {
    /** What a connection needs beside its transport. */
    public record Settings(BlockSource blocks, RateLimiter up, RateLimiter down) {}

    private PeerConnection() {}

    /**
     * A connection whose handshakes are exchanged. Nothing is read or written before {@link
     * #start}.
     */
    public static PeerConnection of(
            Transport transport,
            Handshake theirs,
            boolean incoming,
            PeerListener listener,
            Settings settings) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Starts the two threads. Messages sent before are written first. */
    public void start() {
        throw new UnsupportedOperationException("not built yet");
    }

    public InetSocketAddress remote() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** The other peer's id. */
    public PeerId peerId() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Whether the other end dialled us. */
    public boolean incoming() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** What both sides can do: fast extension (BEP 6). */
    public boolean fast() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** What both sides can do: extension messages (BEP 10). */
    public boolean extended() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Queues messages. A peer that lets too much pile up is closed. */
    public void send(Message message) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Queues several messages at once, woken once. */
    public void sendAll(Collection<? extends Message> messages) {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Queues a block for upload, behind all that was queued before.
     *
     * @return false if the upload queue is full and the request is to be rejected
     */
    public boolean upload(Block block) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Takes a block out of the upload queue. @return whether it was still there */
    public boolean cancelUpload(Block block) {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Empties the upload queue, as a choke does. @return what was in it, in order */
    public Collection<Block> clearUploads() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Bytes of blocks received so far, wanted or not. */
    public long downloaded() {
        throw new UnsupportedOperationException("not built yet");
    }

    /** Bytes of blocks sent so far. */
    public long uploaded() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * To be called about once a second with {@link System#nanoTime}: sends the keepalive, ends what
     * is silent or stuck.
     */
    public void tick(long nanoTime) {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Closes; {@link PeerListener#onClosed} is told the reason. Only the first call does anything.
     */
    public void close(String reason) {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void close() {
        close("closed");
    }
}
