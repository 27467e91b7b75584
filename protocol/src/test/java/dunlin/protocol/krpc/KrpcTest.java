package dunlin.protocol.krpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.krpc.Question.Want;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KrpcTest {
    private static final Opaque AA = opaque("aa");
    private static final NodeId ABC = NodeId.of(bytes("abcdefghij0123456789"));
    private static final NodeId MNO = NodeId.of(bytes("mnopqrstuvwxyz123456"));
    private static final Opaque TOKEN = opaque("aoeusnth");
    private static final PeerAddress FOUR = PeerAddress.ipv4(0x01020304, 6881);
    private static final PeerAddress SIX = new PeerAddress(0x20010db800000000L, 9, 6882);

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static Opaque opaque(String text) {
        return Opaque.of(bytes(text));
    }

    private static Krpc parse(String text) throws ProtocolException {
        return Krpc.parse(bytes(text));
    }

    private static Question question(String arguments, String name) throws ProtocolException {
        Krpc read =
                parse(
                        "d1:ad2:id20:abcdefghij0123456789"
                                + arguments
                                + "e1:q"
                                + name.length()
                                + ":"
                                + name
                                + "1:t2:aa1:y1:qe");
        if (read instanceof Krpc.Query query) {
            assertThat(query.id()).isEqualTo(ABC);
            return query.question();
        }
        return fail(read.toString());
    }

    private static Answer answer(String fields) throws ProtocolException {
        Krpc read = parse("d1:rd2:id20:mnopqrstuvwxyz123456" + fields + "e1:t2:aa1:y1:re");
        return ((Krpc.Response) read).answer();
    }

    @Test
    void readsTheQueriesOfBep5() throws ProtocolException {
        assertThat(question("", "ping")).isEqualTo(new Question.Ping());
        assertThat(question("6:target20:mnopqrstuvwxyz123456", "find_node"))
                .isEqualTo(new Question.FindNode(MNO, Want.UNSAID));
        assertThat(question("9:info_hash20:mnopqrstuvwxyz123456", "get_peers"))
                .isEqualTo(new Question.GetPeers(MNO.infoHash(), Want.UNSAID, false, false));
        assertThat(
                        question(
                                "12:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e"
                                        + "5:token8:aoeusnth",
                                "announce_peer"))
                .isEqualTo(new Question.AnnouncePeer(MNO.infoHash(), 6881, true, false, TOKEN));
    }

    @Test
    void readsTheAnswersAndTheErrorOfBep5() throws ProtocolException {
        assertThat(answer("")).isEqualTo(Answer.of(MNO));
        Answer peers = answer("5:token8:aoeusnth6:valuesl6:axje.u6:idhtnme");
        assertThat(peers.token()).contains(TOKEN);
        assertThat(peers.values())
                .containsExactly(
                        PeerAddress.ipv4(0x61786a65, 0x2e75), PeerAddress.ipv4(0x69646874, 0x6e6d));
        assertThat(parse("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee"))
                .isEqualTo(
                        new Krpc.Failure(
                                AA, Krpc.GENERIC, "A Generic Error Ocurred", Optional.empty()));
    }

    private static List<Krpc> all() {
        Item.Signed signed =
                new Item.Signed(
                        PeerKey.of(new byte[32]),
                        opaque("salt"),
                        Long.MAX_VALUE,
                        Opaque.of(new byte[64]));
        Item mutable = Item.mutable(bytes("d1:ai1ee"), signed);
        Bloom bloom = new Bloom();
        bloom.add(FOUR);
        InfoHash hash = MNO.infoHash();
        Answer full =
                Answer.of(MNO)
                        .withNodes(Family.IPV4, List.of(new NodeInfo(ABC, FOUR)))
                        .withNodes(Family.IPV6, List.of(new NodeInfo(ABC, SIX)))
                        .withValues(List.of(FOUR, SIX))
                        .withToken(TOKEN)
                        .withFilters(bloom, new Bloom())
                        .withSamples(new Answer.Samples(List.of(hash), 300, 7))
                        .withItem(mutable.withSalt(Opaque.EMPTY));
        return List.of(
                query(new Question.Ping()),
                query(new Question.FindNode(MNO, Want.BOTH)),
                query(new Question.GetPeers(hash, new Want(true, false), true, true)),
                query(new Question.AnnouncePeer(hash, 65_535, true, true, TOKEN)),
                query(new Question.Get(MNO, Want.UNSAID, OptionalLong.of(3))),
                query(new Question.Put(mutable, TOKEN, OptionalLong.of(2))),
                query(new Question.Put(Item.immutable(bytes("i1e")), TOKEN, OptionalLong.empty())),
                query(new Question.SampleInfohashes(MNO, new Want(false, true))),
                new Krpc.Query(AA, ABC, true, new Question.Ping()),
                new Krpc.Response(AA, Answer.of(ABC), Optional.of(SIX)),
                new Krpc.Response(AA, Answer.of(ABC).withSequence(5), Optional.empty()),
                new Krpc.Response(AA, full, Optional.of(FOUR)),
                new Krpc.Failure(AA, 204, "no such query", Optional.of(FOUR)));
    }

    private static Krpc query(Question question) {
        return new Krpc.Query(AA, ABC, false, question);
    }

    @Test
    void everyMessageComesBackAsItWasWritten() throws ProtocolException {
        for (Krpc message : all()) {
            assertThat(Krpc.parse(message.encode())).isEqualTo(message);
        }
    }

    @Test
    void aBrokenMessageIsReadOrRefused() {
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] packet = all().get(round % all().size()).encode();
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(packet.length);
                switch (random.nextInt(3)) {
                    case 0 -> packet[at] = (byte) random.nextInt(256);
                    case 1 -> packet[at] = (byte) "0123456789-:ilde".charAt(random.nextInt(16));
                    default -> packet = Arrays.copyOf(packet, Math.max(1, at));
                }
            }
            try {
                Krpc read = Krpc.parse(packet);
                if (read instanceof Krpc.BadQuery bad) {
                    assertThat(bad.reason()).isNotBlank().doesNotContain("\n", "\033");
                }
            } catch (ProtocolException expected) {
                assertThat(expected.getMessage()).isNotBlank().doesNotContain("\n", "\033");
                refused++;
            }
        }
        assertThat(refused).isBetween(2_000, 19_000);
    }

    @Test
    void whatSaysWhoSpeaksAndOfWhatIsCheckedStrictly() throws ProtocolException {
        for (String packet :
                List.of(
                        "i1e",
                        "d1:rd2:id19:mnopqrstuvwxyz12345e1:t2:aa1:y1:re",
                        "d1:rde1:t2:aa1:y1:re",
                        "d1:rd2:id20:mnopqrstuvwxyz123456e1:y1:re",
                        "d1:rd2:id20:mnopqrstuvwxyz123456e1:t0:1:y1:re",
                        "d1:rd2:id20:mnopqrstuvwxyz123456e1:ti5e1:y1:re",
                        "d1:rd2:id20:mnopqrstuvwxyz123456e1:t65:" + "t".repeat(65) + "1:y1:re",
                        "d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:xe")) {
            assertThatThrownBy(() -> parse(packet))
                    .as(packet)
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aQueryThatMakesNoSenseCanBeAnswered() throws ProtocolException {
        for (String packet :
                List.of(
                        "d1:ad2:id19:abcdefghij012345678e1:q4:ping1:t2:aa1:y1:qe",
                        "d1:q4:ping1:t2:aa1:y1:qe",
                        "d1:ad2:id20:abcdefghij0123456789e1:q9:get_peers1:t2:aa1:y1:qe",
                        "d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456"
                                + "4:porti0e5:token1:xe1:q13:announce_peer1:t2:aa1:y1:qe",
                        "d1:ad2:id20:abcdefghij01234567891:k3:key3:seqi1e3:sig3:sig5:token1:x"
                                + "1:vi1ee1:q3:put1:t2:aa1:y1:qe",
                        "d1:ad2:id20:abcdefghij01234567895:token1:x1:vi01ee1:q3:put1:t2:aa1:y1:qe",
                        "d1:ad2:id20:abcdefghij0123456789e1:t2:aa1:y1:qe")) {
            assertThat(parse(packet)).as(packet).isInstanceOf(Krpc.BadQuery.class);
            assertThat(parse(packet).transaction()).isEqualTo(AA);
        }
    }

    @Test
    void whatIsOddAndOptionalIsPassedOverAlone() throws ProtocolException {
        assertThat(question("9:info_hash20:mnopqrstuvwxyz1234566:noseed1:14:wanti5e", "get_peers"))
                .isEqualTo(new Question.GetPeers(MNO.infoHash(), Want.UNSAID, true, false));
        assertThat(question("6:target20:mnopqrstuvwxyz1234564:wantl2:n63:n10i4ee", "find_node"))
                .isEqualTo(new Question.FindNode(MNO, new Want(false, true)));
        assertThat(
                        question(
                                "12:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti0e"
                                        + "5:token8:aoeusnth",
                                "announce_peer"))
                .isEqualTo(new Question.AnnouncePeer(MNO.infoHash(), 1, true, false, TOKEN));
        Answer odd =
                answer("5:nodesi1e6:nodes63:abc4:BFsd3:abc5:tokeni1e6:valuesl3:abci1e6:axje.ue");
        assertThat(odd)
                .isEqualTo(
                        Answer.of(MNO)
                                .withNodes(Family.IPV6, List.of())
                                .withValues(List.of(PeerAddress.ipv4(0x61786a65, 0x2e75))));
        assertThat(parse("d1:e5:wrong1:t2:aa1:y1:ee"))
                .isEqualTo(new Krpc.Failure(AA, Krpc.GENERIC, "", Optional.empty()));
        assertThat(parse("d1:eli204e2:\033[e1:t2:aa1:y1:ee").toString()).doesNotContain("\033");
    }

    @Test
    void nodesAtPortZeroAndPartsOfNodesAreLeftOut() throws ProtocolException {
        String node = "abcdefghij0123456789\1\2\3\4\0\5";
        Answer read = answer("5:nodes62:" + node + node.replace("\0\5", "\0\0") + "abcdefghij");
        assertThat(read.nodes(Family.IPV4))
                .containsExactly(new NodeInfo(ABC, PeerAddress.ipv4(0x01020304, 5)));
        String mapped = "abcdefghij0123456789" + "\0".repeat(10) + "\377\377\1\2\3\4\0\5";
        assertThat(answer("6:nodes638:" + mapped).nodes6().orElseThrow()).isEmpty();
    }

    @Test
    void anUnknownQueryKeepsItsTarget() throws ProtocolException {
        assertThat(question("6:target20:mnopqrstuvwxyz123456", "vote"))
                .isEqualTo(new Question.Unknown("vote", Optional.of(MNO), Want.UNSAID));
        assertThat(question("", "x".repeat(100)))
                .isEqualTo(new Question.Unknown("x".repeat(40), Optional.empty(), Want.UNSAID));
    }

    @Test
    void aValueIsKeptAsItCame() throws ProtocolException {
        Question read = question("5:token8:aoeusnth1:vd1:bi1e1:ai2ee", "put"); // keys out of order
        assertThat(((Question.Put) read).item().value()).isEqualTo(opaque("d1:bi1e1:ai2ee"));
    }
}
