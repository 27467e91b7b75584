package dunlin.protocol.overlay;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import java.util.List;

/**
 * What a member says of itself, signed: enough to show it, to reach it and to draw its place in the
 * network. About 230 bytes on the wire.
 *
 * @param member who
 * @param part 0 for the first card of a member; more words than fit into one digest go into others
 * @param sequence milliseconds since 1970 at which it was signed: rises with each that the member
 *     signs
 * @param life for how long it is valid from then on, in seconds, 1 to {@link #MAX_LIFE}
 * @param address where the member listens
 * @param relays through whom it is reached if not there; at most {@link #MAX_RELAYS}
 * @param name its name, as {@link dunlin.protocol.announce.PeerName} has it
 * @param shares how many shares it shows
 * @param neighbours the ids of members that it is linked to, at most {@link #MAX_NEIGHBOURS}
 * @param digest SHA-256 of its digest
 * @param signature 64 bytes, over all of the above; zeros while it is not signed
 */
public record CardHead(
        MemberId member,
        int part,
        long sequence,
        int life,
        PeerAddress address,
        List<PeerAddress> relays,
        String name,
        int shares,
        List<Long> neighbours,
        Octets digest,
        Octets signature) {
    /** Most cards of one member. */
    public static final int MAX_PARTS = 4;

    /** The longest life of a card, in seconds. */
    public static final int MAX_LIFE = 3_600;

    /** Most relays. */
    public static final int MAX_RELAYS = 3;

    /** Most neighbours that a card names. */
    public static final int MAX_NEIGHBOURS = 16;

    /** In the place of a signature that is not made yet. */
    public static final Octets UNSIGNED = Octets.zeros(64);

    public CardHead {
        relays = List.copyOf(relays);
        neighbours = List.copyOf(neighbours);
        if (part < 0
                || part >= MAX_PARTS
                || life < 1
                || life > MAX_LIFE
                || sequence < 0
                || relays.size() > MAX_RELAYS
                || shares < 0
                || neighbours.size() > MAX_NEIGHBOURS
                || digest.length() != 32
                || signature.length() != 64) {
            throw new IllegalArgumentException(
                    "part %d, sequence %d, life %d, %d relays, %d shares, %d neighbours, or a length"
                            .formatted(
                                    part,
                                    sequence,
                                    life,
                                    relays.size(),
                                    shares,
                                    neighbours.size()));
        }
    }

    /** The member's id. */
    public long id() {
        return member.id();
    }

    /** The member's key. */
    public PeerKey key() {
        return member.key();
    }

    /** The id of the card: the member's, plus the part. */
    public long cardId() {
        return member.id() + part;
    }

    /** When it is valid no more, in milliseconds since 1970. */
    public long expires() {
        return sequence + life * 1000L;
    }

    /** Where and as whom the member can be met. */
    public Contact contact() {
        return new Contact(id(), address);
    }

    /** The same, signed at another time, or not signed yet. */
    public CardHead at(long otherSequence, Octets otherSignature) {
        return new CardHead(
                member,
                part,
                otherSequence,
                life,
                address,
                relays,
                name,
                shares,
                neighbours,
                digest,
                otherSignature);
    }
}
