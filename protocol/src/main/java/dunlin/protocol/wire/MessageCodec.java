package dunlin.protocol.wire;

import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Message.AllowedFast;
import dunlin.protocol.wire.Message.BitfieldMessage;
import dunlin.protocol.wire.Message.Cancel;
import dunlin.protocol.wire.Message.Choke;
import dunlin.protocol.wire.Message.Extended;
import dunlin.protocol.wire.Message.Have;
import dunlin.protocol.wire.Message.HaveAll;
import dunlin.protocol.wire.Message.HaveNone;
import dunlin.protocol.wire.Message.Interested;
import dunlin.protocol.wire.Message.KeepAlive;
import dunlin.protocol.wire.Message.NotInterested;
import dunlin.protocol.wire.Message.Piece;
import dunlin.protocol.wire.Message.Port;
import dunlin.protocol.wire.Message.Reject;
import dunlin.protocol.wire.Message.Request;
import dunlin.protocol.wire.Message.Suggest;
import dunlin.protocol.wire.Message.Unchoke;
import dunlin.protocol.wire.Message.Unknown;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frames to {@link Message}s and back. All numbers are big-endian; {@code length} counts what
 * follows it.
 *
 * <pre>
 *  length:4                                        keepalive (length 0)
 *  length:4  id:1                                  choke 0, unchoke 1, interested 2, not interested 3,
 *                                                  have all 14, have none 15
 *  length:4  id:1  piece:4                         have 4, suggest 13, allowed fast 17
 *  length:4  id:1  piece:4  begin:4  length:4      request 6, cancel 8, reject 16
 *  length:4  id:1  bits:*                          bitfield 5
 *  length:4  id:1  piece:4  begin:4  payload:*     piece 7
 *  length:4  id:1  port:2                          port 9
 *  length:4  id:1  extension:1  payload:*          extended 20
 * </pre>
 *
 * @param limits how long a frame may be that comes in
 */
public record MessageCodec(FrameLimits limits) {
    /** Bytes of a {@link Piece} as a message: all of its frame that stands before the payload. */
    public static final int PIECE_HEAD_LENGTH = 13;

    private static final int PREFIX_LENGTH = 4;
    private static final int PIECE_ID = 7;

    /**
     * Takes the next message from {@code in}. Of a {@link Piece} only the head is taken: its
     * payload is next. Nothing is stored before the length is known to be within the limits.
     *
     * @return the message, or null if {@code in} ends before the message does; then nothing is
     *     taken
     * @throws ProtocolException if the frame has a length that its kind cannot have
     */
    public @Nullable Message next(ByteBuffer in) throws ProtocolException {
        int start = in.position();
        if (in.remaining() < PREFIX_LENGTH) {
            return null;
        }
        int length = in.getInt(start);
        if (length < 0 || length > limits.longest()) {
            throw new ProtocolException(
                    "a frame of %d bytes, %d are the most"
                            .formatted(Integer.toUnsignedLong(length), limits.longest()));
        }
        if (length == 0) {
            in.position(start + PREFIX_LENGTH);
            return new KeepAlive();
        }
        if (in.remaining() < PREFIX_LENGTH + 1) {
            return null;
        }
        int id = in.get(start + PREFIX_LENGTH) & 0xff;
        checkLength(id, length);
        if (in.remaining() < (id == PIECE_ID ? PIECE_HEAD_LENGTH : PREFIX_LENGTH + length)) {
            return null;
        }
        in.position(start + PREFIX_LENGTH + 1);
        return read(id, length, in);
    }

    /**
     * How many bytes {@link #next} needs to take the message at the position of {@code in}, after
     * it answered null: an amount within the limits.
     */
    public static int needed(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < PREFIX_LENGTH + 1) {
            return PREFIX_LENGTH + 1;
        }
        return in.get(start + PREFIX_LENGTH) == PIECE_ID
                ? PIECE_HEAD_LENGTH
                : PREFIX_LENGTH + in.getInt(start);
    }

    private void checkLength(int id, int length) throws ProtocolException {
        switch (id) {
            case 0, 1, 2, 3, 14, 15 -> require(id, length, length == 1);
            case 4, 13, 17 -> require(id, length, length == 5);
            case 6, 8, 16 -> require(id, length, length == 13);
            case 9 -> require(id, length, length == 3);
            case 5 -> limits.checkBitfield(length - 1);
            case PIECE_ID ->
                    require(
                            id,
                            length,
                            length > 9 && length <= 9 + Geometry.MAX_SERVED_BLOCK_LENGTH);
            case 20 -> require(id, length, length >= 2 && length <= 2 + FrameLimits.EXTENDED);
            default -> require(id, length, length <= 1 + FrameLimits.EXTENDED);
        }
    }

    private static void require(int id, int length, boolean right) throws ProtocolException {
        if (!right) {
            throw new ProtocolException(
                    "message %d in a frame of %d bytes, which it cannot have"
                            .formatted(id, length));
        }
    }

    private static Message read(int id, int length, ByteBuffer in) {
        return switch (id) {
            case 0 -> new Choke();
            case 1 -> new Unchoke();
            case 2 -> new Interested();
            case 3 -> new NotInterested();
            case 4 -> new Have(in.getInt());
            case 5 -> new BitfieldMessage(bytes(in, length - 1));
            case 6 -> new Request(in.getInt(), in.getInt(), in.getInt());
            case PIECE_ID -> new Piece(in.getInt(), in.getInt(), length - 9);
            case 8 -> new Cancel(in.getInt(), in.getInt(), in.getInt());
            case 9 -> new Port(Short.toUnsignedInt(in.getShort()));
            case 13 -> new Suggest(in.getInt());
            case 14 -> new HaveAll();
            case 15 -> new HaveNone();
            case 16 -> new Reject(in.getInt(), in.getInt(), in.getInt());
            case 17 -> new AllowedFast(in.getInt());
            case 20 -> new Extended(in.get() & 0xff, bytes(in, length - 2));
            default -> {
                in.position(in.position() + length - 1);
                yield new Unknown(id);
            }
        };
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** How many bytes {@link #put} puts. */
    public static int length(Message message) {
        return switch (message) {
            case KeepAlive _ -> 4;
            case Choke _, Unchoke _, Interested _, NotInterested _, HaveAll _, HaveNone _ -> 5;
            case Have _, Suggest _, AllowedFast _ -> 9;
            case Request _, Cancel _, Reject _ -> 17;
            case BitfieldMessage(byte[] bits) -> 5 + bits.length;
            case Piece _ -> PIECE_HEAD_LENGTH;
            case Port _ -> 7;
            case Extended(int _, byte[] payload) -> 6 + payload.length;
            case Unknown(int id) -> throw new IllegalArgumentException("no message " + id);
        };
    }

    /** Puts the message's frame into {@code out}; of a {@link Piece} the head only. */
    public static void put(Message message, ByteBuffer out) {
        switch (message) {
            case KeepAlive _ -> out.putInt(0);
            case Choke _ -> head(out, 1, 0);
            case Unchoke _ -> head(out, 1, 1);
            case Interested _ -> head(out, 1, 2);
            case NotInterested _ -> head(out, 1, 3);
            case Have(int piece) -> head(out, 5, 4).putInt(piece);
            case BitfieldMessage(byte[] bits) -> head(out, 1 + bits.length, 5).put(bits);
            case Request(int piece, int begin, int length) -> block(out, 6, piece, begin, length);
            case Piece(int piece, int begin, int length) ->
                    head(out, 9 + length, PIECE_ID).putInt(piece).putInt(begin);
            case Cancel(int piece, int begin, int length) -> block(out, 8, piece, begin, length);
            case Port(int port) -> head(out, 3, 9).putShort((short) port);
            case Suggest(int piece) -> head(out, 5, 13).putInt(piece);
            case HaveAll _ -> head(out, 1, 14);
            case HaveNone _ -> head(out, 1, 15);
            case Reject(int piece, int begin, int length) -> block(out, 16, piece, begin, length);
            case AllowedFast(int piece) -> head(out, 5, 17).putInt(piece);
            case Extended(int id, byte[] payload) ->
                    head(out, 2 + payload.length, 20).put((byte) id).put(payload);
            case Unknown(int id) -> throw new IllegalArgumentException("no message " + id);
        }
    }

    private static ByteBuffer head(ByteBuffer out, int length, int id) {
        return out.putInt(length).put((byte) id);
    }

    private static void block(ByteBuffer out, int id, int piece, int begin, int length) {
        head(out, 13, id).putInt(piece).putInt(begin).putInt(length);
    }
}
