package dunlin.protocol.overlay;

import dunlin.protocol.PeerId;
import dunlin.protocol.identity.PeerKeyPair;
import java.util.List;

/**
 * What members of one network sign, and whether they did. Each kind begins with a text of its own,
 * so that no signature can be taken for one of another kind. Making or verifying one takes some 100
 * to 250 µs. Thread-safe.
 */
public final class Signatures {
    private final NetworkId network;

    public Signatures(NetworkId network) {
        this.network = network;
    }

    /** What two members have said to each other before they prove their keys. */
    public record Meeting(
            PeerId dialler, PeerId dialled, byte[] diallersHello, byte[] dialledsHello) {}

    /** On which side of a connection somebody is. */
    public enum Side {
        DIALLER,
        DIALLED
    }

    /** The card's head, signed; whatever signature it had. */
    public CardHead sign(PeerKeyPair by, CardHead head) {
        throw new UnsupportedOperationException("not yet: " + by + head + network);
    }

    /** Whether the head was signed by its own key. Whether it is timely is another question. */
    public boolean proves(CardHead head) {
        return false;
    }

    /** Whether the head was signed by its own key, for this digest. */
    public boolean proves(Card card) {
        return false;
    }

    /** The hits of the sharer, signed by it. */
    public SignedHits sign(
            PeerKeyPair by, QuestionId question, CardHead sharer, List<SharedEntry> entries) {
        throw new UnsupportedOperationException("not yet: " + by + question + sharer + entries);
    }

    /** Whether the sharer signed them, and its head. Whether that is timely is another question. */
    public boolean proves(SignedHits hits) {
        return false;
    }

    /** The proof that one side of a connection gives. */
    public OverlayMessage.Proof prove(PeerKeyPair by, Side side, Meeting meeting) {
        throw new UnsupportedOperationException("not yet: " + by + side + meeting);
    }

    /** Whether the proof is that of the key in this side's hello. */
    public boolean proves(OverlayMessage.Proof proof, Side side, Meeting meeting) {
        return false;
    }
}
