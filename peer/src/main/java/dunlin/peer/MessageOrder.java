package dunlin.peer;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Message;
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

/**
 * Which message may come now, on one connection: what stands in for the bitfield once and before
 * all that speaks of pieces, and each extension's messages only if both sides have it.
 *
 * <p>BEP 3 wants the bitfield first of all, and once. Real clients send the extension handshake or
 * their DHT port before it, one that has just got the metadata sends it then, and aria2 sends it
 * again in place of many have messages; so it may come at any time.
 */
final class MessageOrder {
    private final boolean fast;
    private final boolean extended;
    private boolean piecesKnown;

    /**
     * @param fast whether both sides have the fast extension (BEP 6)
     * @param extended whether both sides have extension messages (BEP 10)
     */
    MessageOrder(boolean fast, boolean extended) {
        this.fast = fast;
        this.extended = extended;
    }

    /** Hears the next message. @throws ProtocolException if it may not come now */
    void check(Message message) throws ProtocolException {
        switch (message) {
            case KeepAlive _, Choke _, Unchoke _, Interested _, NotInterested _, Port _ -> {}
            case Unknown _ -> {}
            case HaveAll _ -> {
                require(fast, "have-all", "fast");
                onlyOnce("have-all");
            }
            case HaveNone _ -> {
                require(fast, "have-none", "fast");
                onlyOnce("have-none");
            }
            case BitfieldMessage _, Have _, Request _, Piece _, Cancel _ -> piecesKnown = true;
            case Suggest _, Reject _, AllowedFast _ -> {
                require(fast, message.getClass().getSimpleName(), "fast");
                piecesKnown = true;
            }
            case Extended _ -> require(extended, "an extension message", "extension");
        }
    }

    private void onlyOnce(String what) throws ProtocolException {
        if (piecesKnown) {
            throw new ProtocolException(
                    what + " that is not the first message about pieces, or not the first one");
        }
        piecesKnown = true;
    }

    private static void require(boolean agreed, String what, String bit) throws ProtocolException {
        if (!agreed) {
            throw new ProtocolException(what + " without the " + bit + " bit in both handshakes");
        }
    }
}
