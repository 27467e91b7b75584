package dunlin.protocol.wire;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.bencode.BencodeWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What peers say to each other in {@link Extension#UT_METADATA} (BEP 9): the info dictionary goes
 * over in pieces of 16 KiB, the last one shorter.
 *
 * <pre>
 *  d 8:msg_type i0e 5:piece i7e e                              request
 *  d 8:msg_type i1e 5:piece i7e 10:total_size i300000e e data  data, raw after the dictionary
 *  d 8:msg_type i2e 5:piece i7e e                              reject
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares messages, and a copy would cost
public sealed interface MetadataMessage extends ExtensionMessage {
    /** Bytes in every piece of the metadata but the last. */
    int PIECE_LENGTH = 16 * 1024;

    /** The largest info dictionary that is fetched or served this way, in bytes. */
    int MAX_SIZE = 64 << 20;

    /** Which piece of the metadata it is about, from 0. */
    int piece();

    /** Send me this piece. */
    record Request(int piece) implements MetadataMessage {}

    /**
     * The piece.
     *
     * @param totalSize bytes in the whole metadata, as the sender says
     * @param data exactly the bytes that belong into this piece
     */
    record Data(int piece, int totalSize, byte[] data) implements MetadataMessage {}

    /** I do not send this piece. */
    record Reject(int piece) implements MetadataMessage {}

    /** A type that a later specification may define; to be ignored. */
    record Unknown(int piece) implements MetadataMessage {}

    /** Number of pieces in metadata of this size. */
    static int pieces(int totalSize) {
        return (totalSize + PIECE_LENGTH - 1) / PIECE_LENGTH;
    }

    /** Bytes in a piece of metadata of this size. */
    static int length(int piece, int totalSize) {
        return Math.min(PIECE_LENGTH, totalSize - piece * PIECE_LENGTH);
    }

    /**
     * Reads the payload of the message.
     *
     * @throws ProtocolException if it is malformed, names a piece that metadata within {@link
     *     #MAX_SIZE} cannot have, or has more or less data than belongs into the piece
     */
    static MetadataMessage parse(byte[] payload) throws ProtocolException {
        BDictionary head = Bencode.message(payload);
        int piece = bounded("piece", number(head, "piece"), 0, pieces(MAX_SIZE) - 1);
        long type = head.maybeInteger("msg_type").orElse(-1);
        if (type == 0) {
            return new Request(piece);
        } else if (type == 1) {
            int size = bounded("total_size", number(head, "total_size"), 1, MAX_SIZE);
            return data(piece, size, Arrays.copyOfRange(payload, head.end(), payload.length));
        }
        return type == 2 ? new Reject(piece) : new Unknown(piece);
    }

    private static MetadataMessage data(int piece, int totalSize, byte[] data)
            throws ProtocolException {
        if (data.length == 0) {
            // rTorrent sends the last piece so if the size is a multiple of 16 KiB: another peer
            // must be asked.
            return new Reject(piece);
        }
        if (data.length != length(piece, totalSize)) {
            throw new ProtocolException(
                    "%d bytes for piece %d of metadata of %d bytes"
                            .formatted(data.length, piece, totalSize));
        }
        return new Data(piece, totalSize, data);
    }

    private static long number(BDictionary head, String key) throws ProtocolException {
        return head.maybeInteger(key)
                .orElseThrow(() -> new ProtocolException("a metadata message without " + key));
    }

    private static int bounded(String key, long value, int low, int high) throws ProtocolException {
        if (value < low || value > high) {
            throw new ProtocolException("a metadata message with " + key + " " + value);
        }
        return (int) value;
    }

    /** The payload of the message. */
    default byte[] toBytes() {
        return switch (this) {
            case Request(int piece) -> head(0, piece).end().toBytes();
            case Data(int piece, int totalSize, byte[] data) -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 64);
                out.writeBytes(head(1, piece).key("total_size").integer(totalSize).end().toBytes());
                out.writeBytes(data);
                yield out.toByteArray();
            }
            case Reject(int piece) -> head(2, piece).end().toBytes();
            case Unknown(int piece) ->
                    throw new IllegalStateException("an unknown message about piece " + piece);
        };
    }

    private static BencodeWriter head(int type, int piece) {
        return new BencodeWriter()
                .dictionary()
                .key("msg_type")
                .integer(type)
                .key("piece")
                .integer(piece);
    }
}
