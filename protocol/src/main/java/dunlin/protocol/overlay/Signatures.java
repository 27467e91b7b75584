package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.protocol.Hashes;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Proof;
import java.util.ArrayList;
import java.util.List;

/**
 * What members of one network sign, and whether they did. Each kind begins with a text of its own,
 * and with the network, so that no signature can be taken for one of another kind, or for another
 * network. Making or verifying one takes some 100 to 250 µs. Thread-safe.
 *
 * <pre>
 *   card:  "dunlin card 1" LF | network 20 | all bytes of the head before its signature
 *   hits:  "dunlin hits 1" LF | network 20 | all bytes of the hits before their signature
 *   proof: "dunlin meet 1" LF | network 20 | side 1 (0: dialler, 1: dialled)
 *          | dialler's peer id 20 | dialled's peer id 20
 *          | SHA-256 of the dialler's hello 32 | SHA-256 of the dialled's hello 32
 * </pre>
 *
 * The hellos hold both nonces, keys and names: a proof is good for these two, on this connection,
 * under these names, and in this direction; it cannot be sent back to who made it.
 */
public final class Signatures {
    /** Most bytes that signed hits have. */
    static final int MAX_HITS = 3_584;

    private final NetworkId network;

    public Signatures(NetworkId network) {
        this.network = network;
    }

    /**
     * What two have said to each other before they prove their keys.
     *
     * @param dialler the peer id in the handshake of the one who dialled
     * @param dialled that of the other
     * @param diallersHello the payload of its {@link Hello}, byte by byte as it came
     * @param dialledsHello that of the other
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares meetings
    public record Meeting(
            PeerId dialler, PeerId dialled, byte[] diallersHello, byte[] dialledsHello) {
        byte[] hello(Side side) {
            return side == Side.DIALLER ? diallersHello : dialledsHello;
        }
    }

    /** On which side of a connection somebody is. */
    public enum Side {
        DIALLER,
        DIALLED;

        public Side other() {
            return this == DIALLER ? DIALLED : DIALLER;
        }
    }

    /** The card's head, signed; whatever signature it had. */
    public CardHead sign(PeerKeyPair by, CardHead head) {
        return head.at(head.sequence(), Octets.of(by.sign(signed(head))));
    }

    /** Whether the head was signed by its own key. Whether it is timely is another question. */
    public boolean proves(CardHead head) {
        return head.key().verifies(signed(head), head.signature().bytes());
    }

    /** Whether the head was signed by its own key, for this digest. */
    public boolean proves(Card card) {
        return card.head().digest().equals(ofDigest(card.digest())) && proves(card.head());
    }

    /** What stands for a digest in the head of its card. */
    public static Octets ofDigest(Digest digest) {
        return Octets.of(Hashes.sha256(digest.bytes()));
    }

    private byte[] signed(CardHead head) {
        FieldWriter out = begin("dunlin card 1\n");
        CardCodec.writeUnsigned(head, out);
        return out.toBytes();
    }

    /**
     * The hits of the sharer, signed by it: as many of the first entries as fit into an answer.
     *
     * @param sharer its card's head, as it is signed
     */
    public SignedHits sign(
            PeerKeyPair by, QuestionId question, CardHead sharer, List<SharedEntry> entries) {
        List<SharedEntry> fit = new ArrayList<>();
        FieldWriter length = new FieldWriter();
        CardCodec.write(new SignedHits(question, sharer, List.of(), CardHead.UNSIGNED), length);
        for (SharedEntry entry : entries) {
            CardCodec.write(entry, length);
            if (length.length() > MAX_HITS || fit.size() == SignedHits.MAX_ENTRIES) {
                break;
            }
            fit.add(entry);
        }
        SignedHits unsigned = new SignedHits(question, sharer, fit, CardHead.UNSIGNED);
        return new SignedHits(question, sharer, fit, Octets.of(by.sign(signed(unsigned))));
    }

    /** Whether the sharer signed them, and its head. Whether that is timely is another question. */
    public boolean proves(SignedHits hits) {
        return hits.sharer().key().verifies(signed(hits), hits.signature().bytes())
                && proves(hits.sharer());
    }

    private byte[] signed(SignedHits hits) {
        FieldWriter out = begin("dunlin hits 1\n");
        CardCodec.writeUnsigned(hits, out);
        return out.toBytes();
    }

    /** The proof that one side of a connection gives. */
    public Proof prove(PeerKeyPair by, Side side, Meeting meeting) {
        return new Proof(Octets.of(by.sign(signed(side, meeting))));
    }

    /** Whether the proof is that of the key in this side's hello. False too if that is none. */
    public boolean proves(Proof proof, Side side, Meeting meeting) {
        try {
            return OverlayMessage.parse(meeting.hello(side)) instanceof Hello hello
                    && hello.member()
                            .key()
                            .verifies(signed(side, meeting), proof.signature().bytes());
        } catch (ProtocolException _) {
            return false;
        }
    }

    private byte[] signed(Side side, Meeting meeting) {
        return begin("dunlin meet 1\n")
                .u8(side == Side.DIALLER ? 0 : 1)
                .bytes(meeting.dialler().bytes())
                .bytes(meeting.dialled().bytes())
                .bytes(Hashes.sha256(meeting.diallersHello()))
                .bytes(Hashes.sha256(meeting.dialledsHello()))
                .toBytes();
    }

    private FieldWriter begin(String domain) {
        return new FieldWriter().bytes(domain.getBytes(US_ASCII)).bytes(network.infoHash().bytes());
    }
}
