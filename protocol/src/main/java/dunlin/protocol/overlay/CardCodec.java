package dunlin.protocol.overlay;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.identity.PeerKey;
import java.util.List;
import java.util.Optional;

/**
 * What is signed, in bytes.
 *
 * <pre>
 *  head:   key 32 | instance 4 | part 1 | sequence 8 | life 2 | address
 *          | relays: list8 of address | name: text8 | shares 4
 *          | neighbours: list8 of id 8 | SHA-256 of the digest 32 | signature 64
 *  card:   head | length of the digest 2 | digest
 *  entry:  number 4 | info-hash 20 | flags 1 (1: a v2 info-hash follows) | [v2 info-hash 32]
 *          | size 8 | files 4 | since 8 | name: text8
 *  hits:   question 16 | head | list8 of entry | signature 64
 * </pre>
 */
final class CardCodec {
    /** The longest head: an address of IPv6, all relays, a long name, all neighbours. */
    static final int MAX_HEAD = 32 + 4 + 1 + 8 + 2 + 19 + 1 + 57 + 1 + 100 + 4 + 1 + 128 + 32 + 64;

    private static final int HASH = 32;
    private static final int SIGNATURE = 64;
    private static final int HAS_V2 = 1;

    private CardCodec() {}

    static CardHead head(FieldReader in) throws ProtocolException {
        PeerKey key = PeerKey.of(in.bytes(PeerKey.LENGTH));
        MemberId member = MemberId.of(key, in.i32());
        int part = in.u8();
        long sequence = in.i64();
        int life = in.u16();
        PeerAddress address = in.address();
        List<PeerAddress> relays = in.list8("relays", CardHead.MAX_RELAYS, in::address);
        String name = name(in);
        int shares = in.i32();
        List<Long> neighbours = in.list8("neighbours", CardHead.MAX_NEIGHBOURS, in::i64);
        return new CardHead(
                member,
                part,
                sequence,
                life,
                address,
                relays,
                name,
                shares,
                neighbours,
                in.octets(HASH),
                in.octets(SIGNATURE));
    }

    /** The name of a member, exactly as the rule for names has it. */
    static String name(FieldReader in) throws ProtocolException {
        String name = in.text8();
        String checked = PeerName.check(name);
        if (!checked.equals(name)) {
            throw new ProtocolException("a peer's name with blanks around it: " + checked);
        }
        return name;
    }

    static void write(CardHead head, FieldWriter out) {
        writeUnsigned(head, out);
        out.octets(head.signature());
    }

    /** All but the signature. */
    static void writeUnsigned(CardHead head, FieldWriter out) {
        out.bytes(head.key().bytes())
                .i32(head.member().instance())
                .u8(head.part())
                .i64(head.sequence())
                .u16(head.life())
                .address(head.address())
                .list8(head.relays(), out::address)
                .text8(head.name())
                .i32(head.shares())
                .list8(head.neighbours(), out::i64)
                .octets(head.digest());
    }

    static int length(CardHead head) {
        FieldWriter out = new FieldWriter();
        write(head, out);
        return out.length();
    }

    static Card card(FieldReader in) throws ProtocolException {
        CardHead head = head(in);
        int length = FieldReader.bounded("bytes of a digest", in.u16(), GolombDigest.MAX_BYTES);
        return new Card(head, GolombDigest.parse(in.bytes(length)));
    }

    static void write(Card card, FieldWriter out) {
        write(card.head(), out);
        byte[] digest = card.digest().bytes();
        out.u16(digest.length).bytes(digest);
    }

    static SharedEntry entry(FieldReader in) throws ProtocolException {
        int number = in.i32();
        InfoHash id = InfoHash.of(in.bytes(InfoHash.LENGTH));
        Optional<InfoHashV2> v2 =
                (in.u8() & HAS_V2) == 0
                        ? Optional.empty()
                        : Optional.of(InfoHashV2.of(in.bytes(InfoHashV2.LENGTH)));
        long size = in.i64();
        int files = in.i32();
        long since = in.i64();
        return new SharedEntry(number, id, v2, in.text8(), size, files, since);
    }

    static void write(SharedEntry entry, FieldWriter out) {
        out.i32(entry.number()).bytes(entry.id().bytes()).u8(entry.v2().isPresent() ? HAS_V2 : 0);
        entry.v2().ifPresent(v2 -> out.bytes(v2.bytes()));
        out.i64(entry.size()).i32(entry.files()).i64(entry.since()).text8(entry.name());
    }

    static SignedHits hits(FieldReader in) throws ProtocolException {
        QuestionId question = question(in);
        CardHead sharer = head(in);
        List<SharedEntry> entries = in.list8("hits", SignedHits.MAX_ENTRIES, () -> entry(in));
        return new SignedHits(question, sharer, entries, in.octets(SIGNATURE));
    }

    static void write(SignedHits hits, FieldWriter out) {
        writeUnsigned(hits, out);
        out.octets(hits.signature());
    }

    /** All but the signature. */
    static void writeUnsigned(SignedHits hits, FieldWriter out) {
        write(hits.question(), out);
        write(hits.sharer(), out);
        out.list8(hits.entries(), entry -> write(entry, out));
    }

    static QuestionId question(FieldReader in) throws ProtocolException {
        return new QuestionId(in.i64(), in.i64());
    }

    static void write(QuestionId id, FieldWriter out) {
        out.i64(id.high()).i64(id.low());
    }
}
