package dunlin.bench.sim.overlay;

import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.Held;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;

/** How many bytes messages have on the wire. */
final class Sizes {
    /** Length, extension, its id; and the headers of IP and TCP around all. */
    static final int HEADERS = 6 + 40 + 12;

    private static final int HEAD = 260;
    private static final int CONTACT = 15;

    private Sizes() {}

    static int of(OverlayMessage message) {
        return HEADERS
                + switch (message) {
                    case CardPush push -> 3 + HEAD + push.card().digest().bytes().length;
                    case OverlayMessage.CardRenewal _ -> 90;
                    case Shuffle shuffle -> 2 + CONTACT * (1 + shuffle.contacts().size());
                    case ShuffleReply reply -> 2 + CONTACT * reply.contacts().size();
                    case NeighbourAnswer answer -> 3 + CONTACT * answer.contacts().size();
                    case Refer refer -> 2 + CONTACT * refer.contacts().size();
                    case Held held -> 3 + 8 * held.ids().size();
                    case OverlayMessage.Question _ -> 45;
                    case Answer answer ->
                            20
                                    + HEAD * answer.heads().size()
                                    + (answer.hits().isPresent() ? 440 : 0);
                    case OverlayMessage.Hits _ -> 440;
                    case OverlayMessage.Ask _ -> 45;
                    default -> 17;
                };
    }
}
