package dunlin.protocol.wire;

import dunlin.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How two peers that nobody can dial are brought together by a third with whom both are connected
 * ({@link Extension#UT_HOLEPUNCH}, BEP 55).
 *
 * <pre>
 *   1 byte    0 rendezvous, 1 connect, 2 error
 *   1 byte    0 IPv4, 1 IPv6
 *   4 or 16   address
 *   2         port
 *   4         of an error why; else 0, or not there at all
 * </pre>
 */
public sealed interface HolepunchMessage extends ExtensionMessage {
    /** Whom it is about: a peer's address, with a port. */
    PeerAddress peer();

    /** Asks the receiver to bring the sender and this peer together. */
    record Rendezvous(PeerAddress peer) implements HolepunchMessage {}

    /** Has the receiver dial this peer over uTP now, as that one dials the receiver. */
    record Connect(PeerAddress peer) implements HolepunchMessage {}

    /** What was asked for cannot be. */
    record Failed(PeerAddress peer, Why why) implements HolepunchMessage {}

    /** Why two peers are not brought together. */
    enum Why {
        /** There can be no peer at that address. */
        NO_SUCH_PEER,
        /** The sender is not connected with it. */
        NOT_CONNECTED,
        /** It does not take these messages. */
        NO_SUPPORT,
        /** It is the sender or the receiver itself. */
        NO_SELF;

        private int code() {
            return ordinal() + 1;
        }

        private static Optional<Why> of(int code) {
            return code >= 1 && code <= values().length
                    ? Optional.of(values()[code - 1])
                    : Optional.empty();
        }
    }

    /** Reads the payload of the message; empty if it is none that we know: it is passed over. */
    static Optional<HolepunchMessage> parse(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        if (in.remaining() < 2) {
            return Optional.empty();
        }
        int type = in.get();
        int family = in.get();
        if (family < 0 || family > 1 || in.remaining() < (family == 0 ? 4 : 16) + 2) {
            return Optional.empty();
        }
        PeerAddress host =
                family == 0
                        ? PeerAddress.ipv4(in.getInt(), 0)
                        : new PeerAddress(in.getLong(), in.getLong(), 0);
        PeerAddress peer = host.withPort(Short.toUnsignedInt(in.getShort()));
        return switch (type) {
            case 0 -> Optional.of(new Rendezvous(peer));
            case 1 -> Optional.of(new Connect(peer));
            case 2 ->
                    in.remaining() < Integer.BYTES
                            ? Optional.empty()
                            : Why.of(in.getInt()).map(why -> new Failed(peer, why));
            default -> Optional.empty();
        };
    }

    /** The payload of the message. */
    default byte[] toBytes() {
        byte[] address = peer().address().getAddress();
        int type =
                switch (this) {
                    case Rendezvous _ -> 0;
                    case Connect _ -> 1;
                    case Failed _ -> 2;
                };
        int code = this instanceof Failed failed ? failed.why().code() : 0;
        return ByteBuffer.allocate(2 + address.length + 2 + Integer.BYTES)
                .put((byte) type)
                .put((byte) (address.length == 4 ? 0 : 1))
                .put(address)
                .putShort((short) peer().port())
                .putInt(code)
                .array();
    }
}
