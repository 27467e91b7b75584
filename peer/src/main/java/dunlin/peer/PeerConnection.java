package dunlin.peer;

import dunlin.protocol.Block;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * One connection to one peer, after its handshake, as its owner sees it. Every method may be called
 * from any thread, none blocks. What arrives is told to its {@link PeerListener}.
 */
public interface PeerConnection extends AutoCloseable {
    /** How many blocks may wait to be uploaded: the {@code reqq} to advertise (BEP 10). */
    int MAX_UPLOAD_QUEUE = 2000;

    /**
     * What a connection needs beside its transport.
     *
     * @param limits how long frames may be that come in
     */
    record Settings(BlockSource blocks, RateLimiter up, RateLimiter down, FrameLimits limits) {
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

    /**
     * Begins to read and to write. Messages sent before are written first. Without it the listener
     * is never called, not even when the connection is closed.
     */
    void start();

    InetSocketAddress remote();

    /** What carries it. */
    Transport.Kind kind();

    /** The handshake that came. */
    Handshake theirs();

    /** The other peer's id. */
    default PeerId peerId() {
        return theirs().peerId();
    }

    /** Whether the other end dialled us. */
    boolean incoming();

    /** What both sides can do: fast extension (BEP 6). */
    default boolean fast() {
        return theirs().fast();
    }

    /** What both sides can do: extension messages (BEP 10). */
    default boolean extended() {
        return theirs().extended();
    }

    /**
     * Queues messages. A peer that lets too much pile up is closed. What the listener sends from
     * its own calls is written when the reader has no more frames at hand, in one write.
     */
    void send(Message message);

    /** Queues several messages at once, woken once. */
    void sendAll(Collection<? extends Message> messages);

    /**
     * Queues a large answer to a small question: it is made when all before it has left, so that
     * what is asked for and not read costs no memory. Called on the writer's thread; must not block
     * or call anybody.
     *
     * @return false if too many wait already, and the question stays unanswered
     */
    boolean answer(Supplier<? extends Message> answer);

    /**
     * Queues a block for upload, behind all that was queued before. One that is queued already
     * stays where it is.
     *
     * @return false if the upload queue is full and the request is to be rejected
     */
    boolean upload(Block block);

    /**
     * Takes a block out of the upload queue. One that the writer has taken is sent all the same.
     *
     * @return whether it was still there
     */
    boolean cancelUpload(Block block);

    /**
     * Empties the upload queue, as a choke does. Blocks that the writer has taken are sent all the
     * same, before every message that is queued from now on.
     *
     * @return what was in it, in order
     */
    Collection<Block> clearUploads();

    /** Bytes of blocks received so far, wanted or not. */
    long downloaded();

    /** Bytes of blocks sent so far. */
    long uploaded();

    /**
     * For how many nanoseconds before {@code nanoTime} not a byte has come although we would read;
     * 0 while we do not.
     */
    long silentNanos(long nanoTime);

    /**
     * To be called about once a second with {@link System#nanoTime}: sends the keepalive, ends what
     * is silent or stuck.
     */
    void tick(long nanoTime);

    /** Whether it was closed, by whichever side; its threads may not have ended yet. */
    boolean isClosed();

    /**
     * Closes; {@link PeerListener#onClosed} is told the reason. Only the first call does anything.
     */
    void close(String reason);

    @Override
    default void close() {
        close("closed");
    }
}
