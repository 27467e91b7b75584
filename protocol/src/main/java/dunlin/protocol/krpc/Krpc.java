package dunlin.protocol.krpc;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import java.util.Optional;

/**
 * One packet between two nodes of the DHT (BEP 5): a bencoded dictionary.
 *
 * <pre>
 *   t   transaction id, the asker's            y   q, r or e
 *   q   name of the query    a   its arguments, with the asker's id     ro  1: never ask me (BEP 43)
 *   r   what is answered, with the answerer's id
 *   e   list of a code and a text
 *   ip  in answers and errors: your address as I see it (BEP 42)
 *   v   whose program (passed over)
 * </pre>
 */
public sealed interface Krpc {
    /** Error: of no particular kind. */
    int GENERIC = 201;

    /** Error: something fails at the answerer's. */
    int SERVER = 202;

    /** Error: a malformed packet, an argument that is none, or a token that is not valid. */
    int PROTOCOL = 203;

    /** Error: a query of this name is not known. */
    int METHOD_UNKNOWN = 204;

    /** Error: a value is too long (BEP 44). */
    int VALUE_TOO_LONG = 205;

    /** Error: a signature is not valid (BEP 44). */
    int BAD_SIGNATURE = 206;

    /** Error: a salt is too long (BEP 44). */
    int SALT_TOO_LONG = 207;

    /** Error: the value stored is not the one that was expected (BEP 44, cas). */
    int EXPECTED_ANOTHER = 301;

    /** Error: the value stored has this sequence number or a newer one (BEP 44). */
    int SEQUENCE_TOO_LOW = 302;

    /** Ties an answer to its question: 1 to 64 bytes. */
    Opaque transaction();

    /**
     * A question.
     *
     * @param id who asks
     * @param readOnly whether the asker answers nothing itself (BEP 43)
     */
    record Query(Opaque transaction, NodeId id, boolean readOnly, Question question)
            implements Krpc {}

    /** A query that cannot be understood; in one line, why. Never sent. */
    record BadQuery(Opaque transaction, String reason) implements Krpc {}

    /** What was asked for. @param yourAddress where the asker's packet came from (BEP 42) */
    record Response(Opaque transaction, Answer answer, Optional<PeerAddress> yourAddress)
            implements Krpc {}

    /** It was refused. @param yourAddress where the asker's packet came from (BEP 42) */
    record Failure(Opaque transaction, int code, String text, Optional<PeerAddress> yourAddress)
            implements Krpc {}

    /**
     * Reads a packet.
     *
     * @param packet not kept
     * @throws ProtocolException if it is none
     */
    static Krpc parse(byte[] packet) throws ProtocolException {
        return KrpcReader.read(packet);
    }

    /**
     * The packet's bytes.
     *
     * @throws IllegalArgumentException of a {@link BadQuery} or an unknown question
     */
    default byte[] encode() {
        return KrpcWriter.write(this);
    }
}
