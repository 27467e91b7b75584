package dunlin.protocol.overlay;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.OverlayMessage.Bye;
import dunlin.protocol.overlay.OverlayMessage.Cancel;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardRenewal;
import dunlin.protocol.overlay.OverlayMessage.CardWanted;
import dunlin.protocol.overlay.OverlayMessage.CardsAsked;
import dunlin.protocol.overlay.OverlayMessage.CardsGiven;
import dunlin.protocol.overlay.OverlayMessage.ForwardJoin;
import dunlin.protocol.overlay.OverlayMessage.Held;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.OverlayMessage.Join;
import dunlin.protocol.overlay.OverlayMessage.Neighbour;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Ping;
import dunlin.protocol.overlay.OverlayMessage.Pong;
import dunlin.protocol.overlay.OverlayMessage.Proof;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;
import dunlin.protocol.overlay.OverlayMessage.Unknown;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From bytes to messages and back. Behind the last field of a message others may follow, which a
 * later version defines: they are passed over.
 *
 * <pre>
 *   1  Hello            version 1 | nonce 16 | key 32 | instance 4 | name: text8 | port 2
 *                       | flags 1 (1: visitor, 2: full)
 *   2  Proof            signature 64
 *   3  Bye              reason 1 (0: other, 1: leaving, 2: room, 3: abuse)
 *   4  Ping             token 8
 *   5  Pong             token 8
 *   8  Join             contact
 *   9  Refer            list8 of contact
 *  10  ForwardJoin      contact | ttl 1
 *  11  Neighbour        urgent 1
 *  12  NeighbourAnswer  accepted 1 | list8 of contact
 *  13  Shuffle          ttl 1 | origin: contact | list8 of contact
 *  14  ShuffleReply     list8 of contact
 *  16  CardPush         reach 2 | card
 *  17  CardRenewal      reach 2 | card id 8 | base 8 | sequence 8 | signature 64
 *  18  CardWanted       card id 8
 *  19  Held             count 2 | so many ids 8
 *  24  Question         question 16 | reach 2 | wanted 1 | words
 *  25  Answer           question 16 | list8 of head | has hits 1 | [hits]
 *  26  Cancel           question 16
 *  27  Ask              question 16 | words
 *  28  Hits             hits
 *  32  CardsAsked       after 8 | most 1
 *  33  CardsGiven       has own 1 | [own: head] | list8 of head | more 1
 *  34  BrowseAsked      since 8 | offset 4 | limit 1
 *  35  BrowseGiven      version 8 | since 8 | total 4 | offset 4 | list8 of entry
 *                       | count 2 | so many numbers 4
 *
 *  contact: id 8 | address
 *  words:   text16 | terms: list8 of (list8 of hash 8)
 * </pre>
 *
 * {@link FieldReader} has the smaller fields, {@link CardCodec} those that are signed.
 */
final class OverlayCodec {
    private static final int NONCE = 16;
    private static final int SIGNATURE = 64;
    private static final int VISITOR = 1;
    private static final int FULL = 2;

    private OverlayCodec() {}

    static OverlayMessage parse(byte[] payload) throws ProtocolException {
        FieldReader in = new FieldReader(payload);
        try {
            return parse(in, payload.length);
        } catch (IllegalArgumentException e) { // a value that the message cannot have
            throw new ProtocolException("an overlay message with " + e.getMessage(), e);
        }
    }

    private static OverlayMessage parse(FieldReader in, int length) throws ProtocolException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> hello(in);
            case 2 -> new Proof(in.octets(SIGNATURE));
            case 3 -> new Bye(Bye.Reason.ofCode(in.u8()));
            case 4 -> new Ping(in.i64());
            case 5 -> new Pong(in.i64());
            case 8 -> new Join(in.contact());
            case 9 -> new Refer(contacts(in));
            case 10 -> new ForwardJoin(in.contact(), ttl(in));
            case 11 -> new Neighbour(in.flag());
            case 12 -> new NeighbourAnswer(in.flag(), contacts(in));
            case 13 -> new Shuffle(ttl(in), in.contact(), contacts(in));
            case 14 -> new ShuffleReply(contacts(in));
            case 16 -> push(in);
            case 17 -> renewal(in);
            case 18 -> new CardWanted(in.i64());
            case 19 -> new Held(in.list16("ids", OverlayMessage.MAX_HELD, in::i64));
            case 24 -> question(in);
            case 25 -> answer(in, length);
            case 26 -> new Cancel(CardCodec.question(in));
            case 27 -> new Ask(CardCodec.question(in), words(in));
            case 28 -> new Hits(CardCodec.hits(in));
            case 32 ->
                    new CardsAsked(
                            in.i64(), Math.clamp(in.u8(), 1, OverlayMessage.MAX_HEADS_GIVEN));
            case 33 -> cards(in);
            case 34 -> browseAsked(in);
            case 35 -> browse(in);
            default -> new Unknown(kind);
        };
    }

    private static Hello hello(FieldReader in) throws ProtocolException {
        int version = in.u8();
        Octets nonce = in.octets(NONCE);
        MemberId member = MemberId.of(PeerKey.of(in.bytes(PeerKey.LENGTH)), in.i32());
        String name = CardCodec.name(in);
        int port = in.u16();
        int bits = in.u8();
        Set<Hello.Flag> flags = EnumSet.noneOf(Hello.Flag.class);
        if ((bits & VISITOR) != 0) {
            flags.add(Hello.Flag.VISITOR);
        }
        if ((bits & FULL) != 0) {
            flags.add(Hello.Flag.FULL);
        }
        return new Hello(version, nonce, member, name, port, flags);
    }

    private static int ttl(FieldReader in) throws ProtocolException {
        return Math.min(in.u8(), OverlayMessage.MAX_TTL);
    }

    private static List<Contact> contacts(FieldReader in) throws ProtocolException {
        return in.list8("contacts", OverlayMessage.MAX_CONTACTS, in::contact);
    }

    private static CardPush push(FieldReader in) throws ProtocolException {
        int reach = in.u16();
        return new CardPush(CardCodec.card(in), reach);
    }

    private static CardRenewal renewal(FieldReader in) throws ProtocolException {
        int reach = in.u16();
        return new CardRenewal(in.i64(), in.i64(), in.i64(), in.octets(SIGNATURE), reach);
    }

    private static Question question(FieldReader in) throws ProtocolException {
        QuestionId id = CardCodec.question(in);
        int reach = in.u16();
        int wanted = Math.clamp(in.u8(), 1, OverlayMessage.MAX_HEADS);
        return new Question(id, reach, wanted, words(in));
    }

    private static QueryWords words(FieldReader in) throws ProtocolException {
        String text = in.text16(QueryWords.MAX_TEXT);
        List<QueryWords.Term> terms =
                in.list8("words", QueryWords.MAX_TERMS, () -> new QueryWords.Term(hashes(in)));
        return new QueryWords(text, terms);
    }

    private static List<Long> hashes(FieldReader in) throws ProtocolException {
        return in.list8("hashes of a word", QueryWords.Term.MAX_EITHER, in::i64);
    }

    private static Answer answer(FieldReader in, int length) throws ProtocolException {
        FieldReader.bounded("bytes", length, OverlayMessage.MAX_ANSWER);
        QuestionId id = CardCodec.question(in);
        List<CardHead> heads = heads(in, OverlayMessage.MAX_HEADS);
        return new Answer(
                id, heads, in.flag() ? Optional.of(CardCodec.hits(in)) : Optional.empty());
    }

    private static List<CardHead> heads(FieldReader in, int most) throws ProtocolException {
        return in.list8("heads of cards", most, () -> CardCodec.head(in));
    }

    private static CardsGiven cards(FieldReader in) throws ProtocolException {
        Optional<CardHead> own = in.flag() ? Optional.of(CardCodec.head(in)) : Optional.empty();
        return new CardsGiven(own, heads(in, OverlayMessage.MAX_HEADS_GIVEN), in.flag());
    }

    private static BrowseAsked browseAsked(FieldReader in) throws ProtocolException {
        return new BrowseAsked(
                in.i64(), in.i32(), Math.clamp(in.u8(), 1, OverlayMessage.MAX_ENTRIES));
    }

    private static BrowseGiven browse(FieldReader in) throws ProtocolException {
        return new BrowseGiven(
                in.i64(),
                in.i64(),
                in.i32(),
                in.i32(),
                in.list8("entries", OverlayMessage.MAX_ENTRIES, () -> CardCodec.entry(in)),
                in.list16("removed entries", OverlayMessage.MAX_REMOVED, in::i32));
    }

    static byte[] toBytes(OverlayMessage message) {
        FieldWriter out = new FieldWriter();
        switch (message) {
            case Hello hello -> write(hello, out);
            case Proof(Octets signature) -> out.u8(2).octets(signature);
            case Bye(Bye.Reason reason) -> out.u8(3).u8(reason.code());
            case Ping(long token) -> out.u8(4).i64(token);
            case Pong(long token) -> out.u8(5).i64(token);
            case Join(Contact newcomer) -> out.u8(8).contact(newcomer);
            case Refer(List<Contact> contacts) -> out.u8(9).list8(contacts, out::contact);
            case ForwardJoin(Contact contact, int ttl) -> out.u8(10).contact(contact).u8(ttl);
            case Neighbour(boolean urgent) -> out.u8(11).flag(urgent);
            case NeighbourAnswer(boolean accepted, List<Contact> contacts) ->
                    out.u8(12).flag(accepted).list8(contacts, out::contact);
            case Shuffle(int ttl, Contact origin, List<Contact> contacts) ->
                    out.u8(13).u8(ttl).contact(origin).list8(contacts, out::contact);
            case ShuffleReply(List<Contact> contacts) -> out.u8(14).list8(contacts, out::contact);
            case CardPush(Card card, int reach) -> CardCodec.write(card, out.u8(16).u16(reach));
            case CardRenewal(long card, long base, long sequence, Octets signature, int reach) ->
                    out.u8(17).u16(reach).i64(card).i64(base).i64(sequence).octets(signature);
            case CardWanted(long cardId) -> out.u8(18).i64(cardId);
            case Held(List<Long> ids) -> out.u8(19).list16(ids, out::i64);
            case Question(QuestionId id, int reach, int wanted, QueryWords words) -> {
                CardCodec.write(id, out.u8(24));
                write(words, out.u16(reach).u8(wanted));
            }
            case Answer answer -> write(answer, out);
            case Cancel(QuestionId id) -> CardCodec.write(id, out.u8(26));
            case Ask(QuestionId id, QueryWords words) -> {
                CardCodec.write(id, out.u8(27));
                write(words, out);
            }
            case Hits(SignedHits hits) -> CardCodec.write(hits, out.u8(28));
            case CardsAsked(long after, int most) -> out.u8(32).i64(after).u8(most);
            case CardsGiven(Optional<CardHead> own, List<CardHead> heads, boolean more) -> {
                out.u8(33).flag(own.isPresent());
                own.ifPresent(head -> CardCodec.write(head, out));
                out.list8(heads, head -> CardCodec.write(head, out)).flag(more);
            }
            case BrowseAsked(long since, int offset, int limit) ->
                    out.u8(34).i64(since).i32(offset).u8(limit);
            case BrowseGiven browse -> write(browse, out);
            case Unknown(int kind) ->
                    throw new IllegalStateException("a message of the unknown kind " + kind);
        }
        return out.toBytes();
    }

    private static void write(Hello hello, FieldWriter out) {
        out.u8(1)
                .u8(hello.version())
                .octets(hello.nonce())
                .bytes(hello.member().key().bytes())
                .i32(hello.member().instance())
                .text8(hello.name())
                .u16(hello.port())
                .u8(
                        (hello.flags().contains(Hello.Flag.VISITOR) ? VISITOR : 0)
                                | (hello.flags().contains(Hello.Flag.FULL) ? FULL : 0));
    }

    private static void write(QueryWords words, FieldWriter out) {
        out.text16(words.text()).list8(words.terms(), term -> out.list8(term.either(), out::i64));
    }

    private static void write(Answer answer, FieldWriter out) {
        FieldWriter hits = new FieldWriter();
        answer.hits().ifPresent(some -> CardCodec.write(some, hits));
        CardCodec.write(answer.id(), out.u8(25));
        List<CardHead> heads =
                answer.headsWithin(OverlayMessage.MAX_ANSWER - 1 - 16 - 2 - hits.length());
        out.list8(heads, head -> CardCodec.write(head, out))
                .flag(answer.hits().isPresent())
                .bytes(hits.toBytes());
    }

    private static void write(BrowseGiven browse, FieldWriter out) {
        out.u8(35)
                .i64(browse.version())
                .i64(browse.since())
                .i32(browse.total())
                .i32(browse.offset())
                .list8(browse.entries(), entry -> CardCodec.write(entry, out))
                .list16(browse.removed(), out::i32);
    }
}
