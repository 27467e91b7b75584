package dunlin.swarm.metadata;

import dunlin.protocol.wire.MetadataMessage;
import java.util.Arrays;

/** Answers requests for our info dictionary, piece by piece (BEP 9). Immutable. */
public final class MetadataServing {
    private final byte[] info;

    /** Serves these raw bytes of an info dictionary, which are not copied. */
    public MetadataServing(byte[] info) {
        this.info = info;
    }

    /** Bytes in all, for the extension handshake; 0 if there are too many to be served. */
    public int size() {
        return info.length <= MetadataMessage.MAX_SIZE ? info.length : 0;
    }

    /** The piece, or a reject if there is none of that number. */
    public MetadataMessage answer(MetadataMessage.Request request) {
        int piece = request.piece();
        if (piece < 0 || piece >= MetadataMessage.pieces(size())) {
            return new MetadataMessage.Reject(piece);
        }
        int from = piece * MetadataMessage.PIECE_LENGTH;
        int to = from + MetadataMessage.length(piece, info.length);
        return new MetadataMessage.Data(piece, info.length, Arrays.copyOfRange(info, from, to));
    }
}
