package dunlin.protocol.overlay;

import dunlin.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What members of the network of named peers say to each other: each is the payload of one message
 * of the extension {@link dunlin.protocol.wire.Extension#DN_OVERLAY}. How it looks in bytes: {@link
 * OverlayCodec} and {@code docs/overlay-protocol.md}.
 */
public sealed interface OverlayMessage {
    /**
     * The first message of each side.
     *
     * @param version of the protocol, {@link #VERSION} here
     * @param nonce 16 random bytes
     * @param member who is there, as the {@link Proof} has to show
     * @param name its name, as {@link dunlin.protocol.announce.PeerName} has it
     * @param port where it listens, at the address that it comes from; 0 if nowhere
     * @param flags what else it says of itself
     */
    record Hello(int version, Octets nonce, MemberId member, String name, int port, Set<Flag> flags)
            implements OverlayMessage {
        /** The version that is described here. */
        public static final int VERSION = 1;

        /** Something that is so, or not. */
        public enum Flag {
            /** It only looks: it is nobody's neighbour, and nobody tells others of it. */
            VISITOR,
            /** It has no place for another neighbour. */
            FULL
        }

        public Hello {
            flags = Set.copyOf(flags);
            if (version < 1 || version > 255 || nonce.length() != 16 || port < 0 || port > 65535) {
                throw new IllegalArgumentException(
                        "version %d, port %d, or a nonce of %d bytes"
                                .formatted(version, port, nonce.length()));
            }
        }

        public boolean isVisitor() {
            return flags.contains(Flag.VISITOR);
        }
    }

    /**
     * The second message of each side: that it has the key of its {@link Hello}.
     *
     * @param signature 64 bytes; over what, {@link Signatures} says
     */
    record Proof(Octets signature) implements OverlayMessage {}

    /** A newcomer without neighbours asks for a place, and to be made known. */
    record Join(Contact newcomer) implements OverlayMessage {}

    /** Members that may have a place. @param contacts at most {@link #MAX_CONTACTS} */
    record Refer(List<Contact> contacts) implements OverlayMessage {
        public Refer {
            contacts = atMost(MAX_CONTACTS, contacts);
        }
    }

    /** A newcomer's wish goes on. @param ttl how many more steps it may go */
    record ForwardJoin(Contact contact, int ttl) implements OverlayMessage {}

    /** Asks for a place. @param urgent whether the one who asks has few or no neighbours */
    record Neighbour(boolean urgent) implements OverlayMessage {}

    /** Gives a place, or does not. @param contacts other members, at most {@link #MAX_CONTACTS} */
    record NeighbourAnswer(boolean accepted, List<Contact> contacts) implements OverlayMessage {
        public NeighbourAnswer {
            contacts = atMost(MAX_CONTACTS, contacts);
        }
    }

    /** We are neighbours no longer. */
    record Bye(Reason reason) implements OverlayMessage {
        /** Why. */
        public enum Reason {
            /** For one that is not known here. */
            OTHER(0),
            /** The process ends. */
            LEAVING(1),
            /** The place went to another. */
            ROOM(2),
            /** Too much was said, or what may not be said. */
            ABUSE(3);

            private final int code;

            Reason(int code) {
                this.code = code;
            }

            int code() {
                return code;
            }

            static Reason ofCode(int code) {
                for (Reason each : values()) {
                    if (each.code == code) {
                        return each;
                    }
                }
                return OTHER;
            }
        }
    }

    /**
     * An exchange of members that are known; walks at random.
     *
     * @param ttl how many more steps
     * @param origin who began it
     * @param contacts at most {@link #MAX_CONTACTS}
     */
    record Shuffle(int ttl, Contact origin, List<Contact> contacts) implements OverlayMessage {
        public Shuffle {
            contacts = atMost(MAX_CONTACTS, contacts);
        }
    }

    /** Goes back the way that a shuffle came. */
    record ShuffleReply(List<Contact> contacts) implements OverlayMessage {
        public ShuffleReply {
            contacts = atMost(MAX_CONTACTS, contacts);
        }
    }

    /** Asks for a sign of life. */
    record Ping(long token) implements OverlayMessage {}

    /** Gives it. @param token that of the ping */
    record Pong(long token) implements OverlayMessage {}

    /** A card, and to how many members more it may go. @param reach 0 to {@link #MAX_REACH} */
    record CardPush(Card card, int reach) implements OverlayMessage {
        public CardPush {
            checkReach(reach);
        }
    }

    /**
     * A card is signed anew and otherwise unchanged: whoever holds it gives its head this sequence
     * and signature, and then has the head as its owner would send it.
     *
     * @param cardId the card's
     * @param base the sequence of the card that it renews
     * @param sequence the new one
     * @param reach 0 to {@link #MAX_REACH}
     */
    record CardRenewal(long cardId, long base, long sequence, Octets signature, int reach)
            implements OverlayMessage {
        public CardRenewal {
            checkReach(reach);
            if (base < 0 || sequence <= base) {
                throw new IllegalArgumentException("sequence " + sequence + " after " + base);
            }
        }
    }

    /** What was to be renewed is not there: the whole card is wanted. */
    record CardWanted(long cardId) implements OverlayMessage {}

    /**
     * Which cards lie here: for the estimate of how large the network is. Of the ids only those
     * that are divisible by 4.
     *
     * @param ids of members, at most {@link #MAX_HELD}
     */
    record Held(List<Long> ids) implements OverlayMessage {
        public Held {
            ids = atMost(MAX_HELD, ids);
        }
    }

    /**
     * Who has this?
     *
     * @param reach to how many members more it may go, 0 to {@link #MAX_REACH}
     * @param wanted how many sharers are enough, 1 to {@link #MAX_HEADS}
     */
    record Question(QuestionId id, int reach, int wanted, QueryWords words)
            implements OverlayMessage {
        public Question {
            checkReach(reach);
            if (wanted < 1 || wanted > MAX_HEADS) {
                throw new IllegalArgumentException(wanted + " sharers wanted");
            }
        }

        /** The same, to be sent to so many more. */
        public Question withReach(int other) {
            return new Question(id, other, wanted, words);
        }
    }

    /**
     * Goes back the way that a question came; in at most {@link #MAX_ANSWER} bytes, so that the
     * last heads are left out where they would be more.
     *
     * @param heads of cards whose digests may have it, at most {@link #MAX_HEADS}
     * @param hits what the one who answers has itself
     */
    record Answer(QuestionId id, List<CardHead> heads, Optional<SignedHits> hits)
            implements OverlayMessage {
        public Answer {
            heads = List.copyOf(heads);
        }

        /** As many of the first heads as fit into so many bytes. */
        List<CardHead> headsWithin(int bytes) {
            int used = 0;
            for (int i = 0; i < heads.size(); i++) {
                used += CardCodec.length(heads.get(i));
                if (used > bytes || i == MAX_HEADS) {
                    return heads.subList(0, i);
                }
            }
            return heads;
        }
    }

    /** No more answers are wanted. */
    record Cancel(QuestionId id) implements OverlayMessage {}

    /** What have you yourself? Answered by one {@link Hits}. */
    record Ask(QuestionId id, QueryWords words) implements OverlayMessage {}

    /** The answer to {@link Ask}: also if there are none. */
    record Hits(SignedHits hits) implements OverlayMessage {}

    /**
     * Which cards lie there? Answered by one {@link CardsGiven}.
     *
     * @param after beginning behind this card id, in unsigned order
     * @param most 1 to {@link #MAX_HEADS_GIVEN}
     */
    record CardsAsked(long after, int most) implements OverlayMessage {}

    /**
     * @param own the head of the one who answers, as it is now; empty for a visitor
     * @param heads of cards of others, in unsigned order of their ids
     * @param more whether there are others behind those
     */
    record CardsGiven(Optional<CardHead> own, List<CardHead> heads, boolean more)
            implements OverlayMessage {
        public CardsGiven {
            heads = atMost(MAX_HEADS_GIVEN, heads);
        }
    }

    /**
     * What do you share? Answered by one {@link BrowseGiven}.
     *
     * @param since the version of the list that is known, so that changes are enough; 0 for none
     * @param offset how many entries to leave out, from 0
     * @param limit 1 to {@link #MAX_ENTRIES}
     */
    record BrowseAsked(long since, int offset, int limit) implements OverlayMessage {
        public BrowseAsked {
            if (since < 0 || offset < 0 || limit < 1 || limit > MAX_ENTRIES) {
                throw new IllegalArgumentException(
                        "since %d, %d entries from %d".formatted(since, limit, offset));
            }
        }
    }

    /**
     * A page of the list, in the order of the numbers.
     *
     * @param version of the list as it is now
     * @param since what the entries are the changes from: that of the question, or 0 if they are
     *     the whole list
     * @param total how many entries there are on all pages
     * @param offset of the first entry
     * @param removed numbers of entries that are no more, at most {@link #MAX_REMOVED}; only where
     *     the entries are changes, and on the first page
     */
    record BrowseGiven(
            long version,
            long since,
            int total,
            int offset,
            List<SharedEntry> entries,
            List<Integer> removed)
            implements OverlayMessage {
        public BrowseGiven {
            entries = atMost(MAX_ENTRIES, entries);
            removed = atMost(MAX_REMOVED, removed);
            if (version < 0 || since < 0 || total < 0 || offset < 0) {
                throw new IllegalArgumentException(
                        "version %d since %d, %d entries from %d"
                                .formatted(version, since, total, offset));
            }
        }
    }

    /** Of a kind that a later version may define; to be passed over. */
    record Unknown(int kind) implements OverlayMessage {}

    private static <T> List<T> atMost(int most, List<T> list) {
        if (list.size() > most) {
            throw new IllegalArgumentException(list.size() + " where " + most + " are allowed");
        }
        return List.copyOf(list);
    }

    private static void checkReach(int reach) {
        if (reach < 0 || reach > MAX_REACH) {
            throw new IllegalArgumentException("a reach of " + reach);
        }
    }

    /** Most contacts in a message. */
    int MAX_CONTACTS = 16;

    /** The longest walk, in steps. */
    int MAX_TTL = 16;

    /** Most members that one may ask to be reached; of a question that stands for everybody. */
    int MAX_REACH = 65_535;

    /** Most ids in a message. */
    int MAX_HELD = 512;

    /** Most heads in an answer to a question. */
    int MAX_HEADS = 32;

    /** The longest answer to a question, in bytes. */
    int MAX_ANSWER = 4_096;

    /** Most heads of cards that are given at once. */
    int MAX_HEADS_GIVEN = 64;

    /** Most entries of a list that are given at once. */
    int MAX_ENTRIES = 100;

    /** Most numbers of removed entries that are given; of more changes the whole list is given. */
    int MAX_REMOVED = 256;

    /**
     * Reads a payload.
     *
     * @throws ProtocolException if it is malformed, or beyond one of the limits
     */
    static OverlayMessage parse(byte[] payload) throws ProtocolException {
        return OverlayCodec.parse(payload);
    }

    /** The payload of the message. */
    default byte[] toBytes() {
        return OverlayCodec.toBytes(this);
    }
}
