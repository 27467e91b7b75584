package dunlin.discovery.dht.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.dht.core.DhtNet.Heard;
import dunlin.discovery.dht.core.DhtNode.PeersWanted;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import dunlin.protocol.krpc.Question;
import dunlin.protocol.krpc.Question.Want;
import dunlin.protocol.krpc.SecureId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strangers who mean harm, at one node of a network of honest ones. */
@Tag("attack")
class DhtAttackTest {
    private static final PeerAddress VICTIM = PeerAddress.ipv4(0x3a000001, 80);
    private static final InfoHash HASH =
            InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");

    private final Random random = new Random(7);

    /** A stranger, to whom what is sent there is handed. */
    private static final class Stranger {
        final DhtNet net;
        final PeerAddress address;
        final List<Krpc> heard = new ArrayList<>();
        long bytes;

        Stranger(DhtNet net, PeerAddress address) {
            this.net = net;
            this.address = address;
            net.host(
                    address,
                    (packet, from) -> {
                        bytes += packet.length;
                        heard.add(read(packet));
                    });
        }

        void says(Krpc message, PeerAddress to) {
            net.send(message.encode(), address, to);
        }

        Krpc asks(Question question, PeerAddress to) {
            heard.clear();
            says(query(question, address), to);
            net.runUntil(() -> !heard.isEmpty(), Duration.ofSeconds(2));
            return heard.isEmpty() ? new Krpc.BadQuery(Opaque.EMPTY, "silence") : heard.getLast();
        }
    }

    private static Krpc read(byte[] packet) {
        try {
            return Krpc.parse(packet);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    private static Krpc query(Question question, PeerAddress from) {
        NodeId id = SecureId.of(from, new Random(from.hashCode()));
        return new Krpc.Query(Opaque.of(from.hashCode()), id, true, question);
    }

    private static int code(Krpc answer) {
        return answer instanceof Krpc.Failure failure ? failure.code() : 0;
    }

    @Test
    void forgedAnswersCountForNothing() {
        DhtNet net = DhtNet.of(10);
        DhtNode node = net.nodes.get(0);
        long answered = node.statistics().answered();
        long dropped = node.statistics().dropped();
        net.run(Duration.ofMinutes(16)); // now it asks those whom it has not heard of
        answered = node.statistics().answered();
        NodeInfo lie = new NodeInfo(NodeId.random(random), VICTIM);
        Answer answer = Answer.of(NodeId.random(random)).withNodes(Family.IPV4, List.of(lie));
        for (int i = 0; i < 100; i++) {
            byte[] guess =
                    new Krpc.Response(Opaque.of(random.nextInt()), answer, Optional.empty())
                            .encode();
            // As if from everybody whom it may have asked.
            node.received(guess, DhtNet.address(i % 10), net.now());
        }
        assertThat(node.statistics().answered()).isEqualTo(answered);
        assertThat(node.statistics().dropped()).isGreaterThanOrEqualTo(dropped + 100);
    }

    @Test
    void anAnswerFromAnotherPortThanWasAskedIsNone() {
        DhtNet net = DhtNet.of(10);
        PeerAddress asked = DhtNet.address(500);
        DhtNode node = net.nodes.get(0);
        NodeId id = SecureId.of(asked, random);
        List<Opaque> transactions = new ArrayList<>();
        net.host(asked, (packet, from) -> transactions.add(read(packet).transaction()));
        node.learn(asked, net.now());
        net.run(Duration.ofSeconds(1));
        byte[] answer =
                new Krpc.Response(transactions.getFirst(), Answer.of(id), Optional.empty())
                        .encode();
        node.received(answer, asked.withPort(7), net.now());
        assertThat(node.saved(99)).extracting(NodeInfo::id).doesNotContain(id);
        node.received(answer, asked, net.now());
        assertThat(node.saved(99)).extracting(NodeInfo::id).contains(id);
    }

    @Test
    void nothingIsStoredWithoutATokenOfThisAddressAndTarget() {
        DhtNet net = DhtNet.of(10);
        PeerAddress node = DhtNet.address(0);
        Stranger stranger = new Stranger(net, DhtNet.address(600));
        Stranger other = new Stranger(net, DhtNet.address(601));
        Question get = new Question.GetPeers(HASH, Want.UNSAID, false, false);
        Opaque token = ((Krpc.Response) stranger.asks(get, node)).answer().token().orElseThrow();
        InfoHash another = NodeId.random(random).infoHash();
        Question announce = new Question.AnnouncePeer(HASH, 1, false, false, token);
        assertThat(code(other.asks(announce, node))).isEqualTo(Krpc.PROTOCOL);
        assertThat(
                        code(
                                stranger.asks(
                                        new Question.AnnouncePeer(another, 1, false, false, token),
                                        node)))
                .isEqualTo(Krpc.PROTOCOL);
        assertThat(
                        code(
                                stranger.asks(
                                        new Question.Put(
                                                Item.immutable("i1e".getBytes(UTF_8)),
                                                token,
                                                OptionalLong.empty()),
                                        node)))
                .isEqualTo(Krpc.PROTOCOL);
        assertThat(net.nodes.get(0).statistics().peers()).isZero();
        assertThat(code(stranger.asks(announce, node))).isZero();
        assertThat(net.nodes.get(0).statistics().peers()).isEqualTo(1);
    }

    private static Item signed(PeerKeyPair keys, String salt, long sequence) {
        Opaque value = Opaque.of("1:a".getBytes(UTF_8));
        Opaque salted = Opaque.of(salt.getBytes(UTF_8));
        byte[] signature = keys.sign(Item.toSign(salted, sequence, value));
        return Item.mutable(
                value.bytes(),
                new Item.Signed(keys.publicKey(), salted, sequence, Opaque.of(signature)));
    }

    @Test
    void oddValuesAreRefusedByTheirCodes() {
        DhtNet net = DhtNet.of(10);
        PeerAddress node = DhtNet.address(0);
        Stranger stranger = new Stranger(net, DhtNet.address(600));
        PeerKeyPair keys = PeerKeyPair.random(random);
        BiFunction<Item, Long, Integer> put =
                (item, expected) -> {
                    Question get =
                            new Question.Get(item.target(), Want.UNSAID, OptionalLong.empty());
                    Opaque token =
                            ((Krpc.Response) stranger.asks(get, node))
                                    .answer()
                                    .token()
                                    .orElseThrow();
                    OptionalLong cas =
                            expected < 0 ? OptionalLong.empty() : OptionalLong.of(expected);
                    return code(stranger.asks(new Question.Put(item, token, cas), node));
                };
        assertThat(put.apply(signed(keys, "s".repeat(65), 1), -1L)).isEqualTo(Krpc.SALT_TOO_LONG);
        assertThat(put.apply(Item.immutable(("1100:" + "x".repeat(1_100)).getBytes(UTF_8)), -1L))
                .isEqualTo(Krpc.VALUE_TOO_LONG);
        Item forged = signed(PeerKeyPair.random(random), "", 1);
        Item.Signed others = forged.signed().orElseThrow();
        Item swapped =
                Item.mutable(
                        forged.value().bytes(),
                        new Item.Signed(keys.publicKey(), Opaque.EMPTY, 1, others.signature()));
        assertThat(put.apply(swapped, -1L)).isEqualTo(Krpc.BAD_SIGNATURE);
        assertThat(put.apply(signed(keys, "", Long.MAX_VALUE), -1L)).isZero();
        assertThat(put.apply(signed(keys, "", 1), -1L)).isEqualTo(Krpc.SEQUENCE_TOO_LOW);
        assertThat(put.apply(signed(keys, "", Long.MAX_VALUE), 5L))
                .isEqualTo(Krpc.EXPECTED_ANOTHER);
    }

    @Test
    void aFloodOfQuestionsOfOneHostIsAnsweredSeldomAndHitsNobodyElse() {
        DhtNet net = DhtNet.of(10);
        DhtNode node = net.nodes.get(0);
        Stranger stranger = new Stranger(net, DhtNet.address(600));
        long served = node.statistics().served();
        byte[] ping = query(new Question.Ping(), stranger.address).encode();
        for (int i = 0; i < 10_000; i++) {
            node.received(ping, stranger.address.withPort(1 + i % 1_000), net.now());
        }
        assertThat(node.statistics().served() - served).isLessThanOrEqualTo(200);
        assertThat(node.statistics().dropped()).isGreaterThanOrEqualTo(9_800);
        Stranger other = new Stranger(net, DhtNet.address(601));
        assertThat(other.asks(new Question.Ping(), DhtNet.address(0)))
                .isInstanceOf(Krpc.Response.class);
    }

    @Test
    void aFloodFromForgedAddressesIsBoundedInAll() {
        DhtNet net = DhtNet.of(10);
        DhtNode node = net.nodes.get(0);
        long[] sent = {0};
        net.tap = (to, packet) -> sent[0] += packet.length;
        Question find = new Question.FindNode(NodeId.random(random), Want.UNSAID);
        for (int i = 0; i < 100_000; i++) {
            PeerAddress forged = PeerAddress.ipv4(0x20000000 + random.nextInt(1 << 29), 53);
            node.received(query(find, forged).encode(), forged, net.now());
        }
        long asked = 16_000L * 110;
        assertThat(sent[0]).isLessThan(5 * asked);
        assertThat(node.statistics().probation()).isLessThan(1_000);
        assertThat(node.statistics().nodes()).isLessThanOrEqualTo(10);
    }

    @Test
    void isNoAmplifierOfValuesPeersAndFilters() {
        DhtNet net = DhtNet.of(10);
        PeerAddress node = DhtNet.address(0);
        Stranger writer = new Stranger(net, DhtNet.address(600));
        Item item = Item.immutable(("950:" + "x".repeat(950)).getBytes(UTF_8));
        Question get = new Question.Get(item.target(), Want.UNSAID, OptionalLong.empty());
        Opaque token = ((Krpc.Response) writer.asks(get, node)).answer().token().orElseThrow();
        writer.asks(new Question.Put(item, token, OptionalLong.empty()), node);
        Question peers = new Question.GetPeers(HASH, Want.UNSAID, false, true);
        for (int i = 0; i < 120; i++) {
            Stranger peer = new Stranger(net, DhtNet.address(700 + i));
            Opaque mine = ((Krpc.Response) peer.asks(peers, node)).answer().token().orElseThrow();
            peer.asks(new Question.AnnouncePeer(HASH, 1, false, false, mine), node);
        }
        assertThat(net.nodes.get(0).statistics().peers()).isEqualTo(120);
        net.run(Duration.ofMinutes(1));
        assertThat(((Krpc.Response) writer.asks(get, node)).answer().item()).contains(item);

        // Somebody writes the victim's address on them.
        Stranger victim = new Stranger(net, VICTIM);
        long spent = 0;
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 20; i++) {
                byte[] packet = query(i % 2 == 0 ? get : peers, VICTIM).encode();
                spent += packet.length;
                net.send(packet, VICTIM, node);
            }
            net.run(Duration.ofSeconds(1));
        }
        assertThat(victim.bytes).isLessThan(4 * spent);
    }

    @Test
    void noAnswerIsLongerThanAPacketMayBe() {
        for (Family family : Family.values()) {
            int[] longest = {0};
            RoutingTable table = new RoutingTable(NodeId.random(random), Settings.of(family));
            Family beside = family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
            RoutingTable other = new RoutingTable(table.own(), Settings.of(beside));
            PeerStore peers = new PeerStore(table.own());
            ItemStore items = new ItemStore(table.own(), (key, message, signature) -> true);
            for (int i = 0; i < 200; i++) {
                PeerAddress four = DhtNet.address(i);
                PeerAddress six = new PeerAddress(0x2a00_0000_0000_0000L + (i << 16), 1, 6881);
                PeerAddress mine = family == Family.IPV4 ? four : six;
                table.answered(new NodeInfo(NodeId.random(random), mine), 1, 0);
                PeerAddress others = family == Family.IPV4 ? six : four;
                other.answered(new NodeInfo(NodeId.random(random), others), 1, 0);
                peers.add(HASH, mine, i % 2 == 0, 0);
                peers.add(NodeId.random(random).infoHash(), mine, false, 0);
            }
            Responder responder = new Responder(Settings.of(family), random, table, peers, items);
            responder.useOther(() -> Optional.of(other));
            Item item = Item.immutable(("600:" + "x".repeat(600)).getBytes(UTF_8));
            PeerAddress asker =
                    family == Family.IPV4 ? VICTIM : new PeerAddress(0x2b00_0000_0000_0000L, 1, 1);
            items.put(item, OptionalLong.empty(), asker, 0);
            for (Question question :
                    List.of(
                            new Question.FindNode(table.own(), Want.BOTH),
                            new Question.GetPeers(HASH, Want.BOTH, false, true),
                            new Question.GetPeers(HASH, Want.BOTH, false, false),
                            new Question.GetPeers(HASH, Want.UNSAID, true, true),
                            new Question.Get(item.target(), Want.BOTH, OptionalLong.empty()),
                            new Question.SampleInfohashes(table.own(), Want.BOTH))) {
                Opaque transaction = Opaque.of(new byte[64]);
                Krpc.Query query =
                        new Krpc.Query(transaction, NodeId.random(random), false, question);
                int length = responder.answer(query, 2_000, asker, 0).encode().length;
                assertThat(length).as(family + " " + question).isLessThanOrEqualTo(1_024);
                longest[0] = Math.max(longest[0], length);
            }
            assertThat(longest[0]).isBetween(850, DhtNode.MAX_PACKET);
        }
    }

    @Test
    void aNodeThatNamesVictimsHasThemAskedAFewTimes() {
        DhtNet net = DhtNet.of(60);
        Set<PeerAddress> victims = new HashSet<>();
        int[] hits = {0};
        net.tap = (to, packet) -> hits[0] += victims.contains(to) ? 1 : 0;
        for (int i = 0; i < 6; i++) {
            PeerAddress address = DhtNet.address(500 + i);
            liar(
                    net,
                    address,
                    target -> {
                        List<NodeInfo> named = new ArrayList<>();
                        for (int j = 0; j < 20; j++) {
                            PeerAddress victim =
                                    PeerAddress.ipv4(0x3a000000 + random.nextInt(1 << 16), 80);
                            victims.add(victim);
                            named.add(new NodeInfo(beside(target), victim));
                        }
                        return named;
                    });
        }
        Heard heard = new Heard();
        net.nodes.get(1).announce(new Announcement(HASH, 1, false, false), new Heard(), net.now());
        net.run(Duration.ofSeconds(10));
        hits[0] = 0;
        net.nodes.get(0).findPeers(HASH, PeersWanted.ALL, heard, net.now());
        net.run(Duration.ofSeconds(10));
        assertThat(heard.peers).hasSize(1);
        assertThat(victims).hasSizeGreaterThan(20);
        assertThat(hits[0]).isLessThanOrEqualTo(6 * 4);
    }

    private NodeId beside(NodeId target) {
        return target.randomSharing(60 + random.nextInt(90), random);
    }

    /** Names what it likes to whoever looks for something. */
    private void liar(DhtNet net, PeerAddress address, Function<NodeId, List<NodeInfo>> names) {
        NodeId id = SecureId.of(address, random);
        net.host(
                address,
                (packet, from) -> {
                    if (!(read(packet) instanceof Krpc.Query query)) {
                        return;
                    }
                    Answer answer = Answer.of(id).withToken(Opaque.of(1));
                    if (query.question() instanceof Question.GetPeers get) {
                        answer = answer.withNodes(Family.IPV4, names.apply(NodeId.of(get.hash())));
                    }
                    byte[] reply =
                            new Krpc.Response(query.transaction(), answer, Optional.of(from))
                                    .encode();
                    net.send(reply, address, from);
                });
        for (DhtNode node : net.nodes) {
            node.learn(address, net.now());
        }
        net.run(Duration.ofSeconds(1));
    }

    @Test
    void idsFittedToATargetDoNotKeepAnAnnounceFromHonestNodes() {
        DhtNet net = DhtNet.of(80);
        // A hundred hosts of one /24, each with the id right beside the target, that swallow
        // everything.
        List<NodeInfo> fitted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            PeerAddress address = PeerAddress.ipv4(0x3a000000 + i, 6881);
            fitted.add(new NodeInfo(beside(NodeId.of(HASH)), address));
        }
        for (NodeInfo node : fitted) {
            net.host(
                    node.address(),
                    (packet, from) -> {
                        if (read(packet) instanceof Krpc.Query query) {
                            Answer answer =
                                    Answer.of(node.id())
                                            .withToken(Opaque.of(1))
                                            .withNodes(Family.IPV4, fitted.subList(0, 16));
                            byte[] reply =
                                    new Krpc.Response(query.transaction(), answer, Optional.empty())
                                            .encode();
                            net.send(reply, node.address(), from);
                        }
                    });
        }
        for (DhtNode node : net.nodes) {
            fitted.subList(0, 5).forEach(it -> node.learn(it.address(), net.now()));
        }
        net.run(Duration.ofMinutes(2));
        Heard announced = new Heard();
        net.nodes.get(3).announce(new Announcement(HASH, 9, false, false), announced, net.now());
        net.run(Duration.ofSeconds(20));
        int honest = 0;
        for (DhtNode node : net.nodes) {
            honest += node.statistics().peers();
        }
        assertThat(honest).isGreaterThanOrEqualTo(6);
        Heard found = new Heard();
        net.nodes.get(70).findPeers(HASH, PeersWanted.ALL, found, net.now());
        net.run(Duration.ofSeconds(20));
        assertThat(found.peers).containsExactly(DhtNet.address(3).withPort(9));
    }

    @Test
    void manyIdsOfOneHostOrGroupGetFewPlacesInATable() {
        DhtNet net = DhtNet.of(30);
        DhtNode node = net.nodes.get(0);
        for (int i = 0; i < 500; i++) {
            PeerAddress address = PeerAddress.ipv4(0x3a000000 + i % 250, 1_000 + i);
            NodeId id = NodeId.random(random);
            net.host(
                    address,
                    (packet, from) -> {
                        if (read(packet) instanceof Krpc.Query query) {
                            byte[] reply =
                                    new Krpc.Response(
                                                    query.transaction(),
                                                    Answer.of(id),
                                                    Optional.empty())
                                            .encode();
                            net.send(reply, address, from);
                        }
                    });
            node.learn(address, net.now());
            net.run(Duration.ofMillis(100));
        }
        net.run(Duration.ofSeconds(5));
        long taken =
                node.saved(999).stream().filter(it -> it.address().ipv4() >>> 24 == 0x3a).count();
        assertThat(taken).isLessThanOrEqualTo(RoutingTable.MOST_OF_A_GROUP);
    }

    @Test
    void whoIsOutThereNamesNobodyInHere() {
        DhtNet net = DhtNet.of(10);
        PeerAddress inside = PeerAddress.ipv4(0x0a000001, 22);
        int[] hits = {0};
        net.tap = (to, packet) -> hits[0] += to.equals(inside) ? 1 : 0;
        PeerAddress address = DhtNet.address(500);
        liar(net, address, target -> List.of(new NodeInfo(beside(target), inside)));
        Heard heard = new Heard();
        net.nodes.get(0).findPeers(HASH, PeersWanted.ALL, heard, net.now());
        net.run(Duration.ofMinutes(5));
        assertThat(heard.outcomes).hasSize(1);
        assertThat(hits[0]).isZero();
    }

    @Test
    void whatIsNoPacketIsDroppedAndABadQuestionToldSo() {
        DhtNet net = DhtNet.of(5);
        DhtNode node = net.nodes.get(0);
        long dropped = node.statistics().dropped();
        for (int i = 0; i < 150; i++) {
            byte[] noise = new byte[random.nextInt(1, 3_000)];
            random.nextBytes(noise);
            noise[0] = 'd';
            node.received(noise, DhtNet.address(800 + i), net.now());
        }
        assertThat(node.statistics().dropped()).isEqualTo(dropped + 150);
        Stranger stranger = new Stranger(net, DhtNet.address(600));
        byte[] bad = "d1:ad2:id3:abce1:q4:ping1:t2:aa1:y1:qe".getBytes(UTF_8);
        net.send(bad, stranger.address, DhtNet.address(0));
        net.run(Duration.ofSeconds(1));
        assertThat(code(stranger.heard.getFirst())).isEqualTo(Krpc.PROTOCOL);
    }
}
