package dunlin.peer;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Message;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a connection, told what arrives on it: on the connection's reader thread, one call
 * at a time, in order. A {@link ProtocolException} closes the connection.
 */
public interface PeerListener {
    /**
     * A message came; never {@link Message.Piece}, {@link Message.KeepAlive} or {@link
     * Message.Unknown}.
     */
    void onMessage(PeerConnection connection, Message message) throws ProtocolException;

    /**
     * The head of a block came and its payload is next in the stream; it is read from now on, as
     * fast as it comes.
     *
     * @return where to put it: a buffer with exactly {@code head.length()} bytes remaining, the
     *     connection's until {@link #onBlock} or {@link #onClosed}; or null if it is not wanted and
     *     is to be read and dropped, as by a listener that asks for no blocks
     */
    default @Nullable ByteBuffer onBlockStart(PeerConnection connection, Message.Piece head)
            throws ProtocolException {
        return null;
    }

    /**
     * The block's payload is in the buffer that {@link #onBlockStart} gave. Not called for a
     * dropped one.
     */
    default void onBlock(PeerConnection connection, Message.Piece head) throws ProtocolException {
        throw new IllegalStateException("a block was taken by a listener that takes none");
    }

    /**
     * The connection is gone; the last call, made exactly once. A block that was being read did not
     * arrive.
     */
    void onClosed(PeerConnection connection, String reason);
}
