package dunlin.discovery.dht.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.dht.core.DhtNet.Heard;
import dunlin.discovery.dht.core.DhtNode.PeersWanted;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import dunlin.protocol.krpc.SecureId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DhtNodeTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final InfoHash HASH =
            InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");

    private static Announcement announcement(InfoHash hash) {
        return new Announcement(hash, 7_000, false, false);
    }

    private static Heard announce(DhtNet net, DhtNode node, Announcement announcement) {
        Heard heard = new Heard();
        node.announce(announcement, heard, net.now());
        net.tick(node);
        assertThat(net.runUntil(heard::isDone, LONG)).isTrue();
        return heard;
    }

    private static Heard find(DhtNet net, DhtNode node, InfoHash hash, PeersWanted wanted) {
        Heard heard = new Heard();
        node.findPeers(hash, wanted, heard, net.now());
        net.tick(node);
        assertThat(net.runUntil(heard::isDone, LONG)).isTrue();
        return heard;
    }

    @Test
    void threeHundredNodesFindWhatOneOfThemAnnounced() {
        DhtNet net = DhtNet.of(300);
        assertThat(net.nodes).allMatch(DhtNode::isReady);
        for (int i = 0; i < 20; i++) {
            InfoHash hash = NodeId.random(net.random).infoHash();
            Heard announced = announce(net, net.nodes.get(i), announcement(hash));
            assertThat(announced.outcomes.getFirst().stores()).isGreaterThanOrEqualTo(5);
            assertThat(announced.outcomes.getFirst().nanos()).isLessThan(2_000_000_000L);
            Heard found = find(net, net.nodes.get(299 - i), hash, PeersWanted.ALL);
            assertThat(found.peers).containsExactly(DhtNet.address(i).withPort(7_000));
            assertThat(found.outcomes.getFirst().hops()).isBetween(1, 5);
            assertThat(found.outcomes.getFirst().asked()).isLessThan(60);
        }
    }

    @Test
    void whatANodeStoresItselfItFindsToo() {
        DhtNet net = DhtNet.of(2); // so that the one has nobody to tell but the other
        announce(net, net.nodes.get(1), announcement(HASH));
        assertThat(find(net, net.nodes.get(0), HASH, PeersWanted.ALL).peers)
                .containsExactly(DhtNet.address(1).withPort(7_000));

        Item hello = Item.immutable("5:hello".getBytes(UTF_8));
        PeerKeyPair keys = PeerKeyPair.random(net.random);
        Item one = signed(keys, Opaque.EMPTY, 1, "3:one");
        for (Item item : List.of(hello, one)) {
            List<DhtNode.Put> puts = new ArrayList<>();
            net.nodes.get(1).putItem(item, OptionalLong.empty(), puts::add, net.now());
            assertThat(net.runUntil(() -> !puts.isEmpty(), LONG)).isTrue();
        }
        List<Optional<Item>> found = new ArrayList<>();
        net.nodes.get(0).getItem(hello.target(), found::add, net.now());
        net.nodes.get(0).getItem(keys.publicKey(), Opaque.EMPTY, found::add, net.now());
        net.runUntil(() -> found.size() == 2, LONG);
        assertThat(found).containsExactly(Optional.of(hello), Optional.of(one));
    }

    @Test
    void oneNodeOfFiveDyingLosesNothing() {
        DhtNet net = DhtNet.of(150);
        List<InfoHash> hashes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            hashes.add(NodeId.random(net.random).infoHash());
            announce(net, net.nodes.get(0), announcement(hashes.getLast()));
        }
        for (int i = 3; i < 150; i += 5) {
            net.kill(net.nodes.get(i));
        }
        for (InfoHash hash : hashes) {
            assertThat(find(net, net.nodes.get(1), hash, PeersWanted.ALL).peers).hasSize(1);
        }
        net.run(Duration.ofMinutes(40));
        Set<PeerAddress> dead = new HashSet<>();
        for (int i = 3; i < 150; i += 5) {
            dead.add(DhtNet.address(i));
        }
        assertThat(net.nodes.get(1).saved(1_000))
                .extracting(NodeInfo::address)
                .doesNotContainAnyElementsOf(dead)
                .hasSizeGreaterThan(60);
    }

    @Test
    void seedsAreToldApartAndCounted() {
        DhtNet net = DhtNet.of(20);
        announce(net, net.nodes.get(1), new Announcement(HASH, 7_001, false, true));
        announce(net, net.nodes.get(2), new Announcement(HASH, 1, true, false));
        net.run(Duration.ofSeconds(5));
        Heard all = find(net, net.nodes.get(9), HASH, new PeersWanted(false, true));
        assertThat(all.peers)
                .containsExactlyInAnyOrder(
                        DhtNet.address(1).withPort(7_001), DhtNet.address(2)); // the implied port
        assertThat(all.outcomes.getFirst().seeds()).isEqualTo(1);
        assertThat(all.outcomes.getFirst().leechers()).isEqualTo(1);
        Heard leechers = find(net, net.nodes.get(9), HASH, new PeersWanted(true, false));
        assertThat(leechers.peers).containsExactly(DhtNet.address(2));
    }

    @Test
    void announcesAreForgottenAfterHalfAnHour() {
        DhtNet net = DhtNet.of(20);
        announce(net, net.nodes.get(1), announcement(HASH));
        net.run(Duration.ofMinutes(29));
        assertThat(find(net, net.nodes.get(9), HASH, PeersWanted.ALL).peers).hasSize(1);
        net.run(Duration.ofMinutes(3));
        assertThat(find(net, net.nodes.get(9), HASH, PeersWanted.ALL).peers).isEmpty();
    }

    @Test
    void aSweepAnnouncesThemAllWithFewerQuestionsThanOneByOne() {
        DhtNet net = DhtNet.of(150);
        DhtNode node = net.nodes.get(7);
        List<Announcement> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(announcement(NodeId.random(net.random).infoHash()));
        }
        List<Heard> heard = new ArrayList<>();
        node.announceAll(
                all,
                announcement -> {
                    heard.add(new Heard());
                    return heard.getLast();
                },
                Duration.ofMinutes(1).toNanos(),
                net.now());
        net.tick(node);
        net.run(Duration.ofSeconds(90));
        assertThat(heard).hasSize(60).allMatch(Heard::isDone);
        assertThat(heard).allMatch(it -> it.outcomes.getFirst().stores() >= 5);
        Heard found = find(net, net.nodes.get(99), all.get(33).hash(), PeersWanted.ALL);
        assertThat(found.peers).containsExactly(DhtNet.address(7).withPort(7_000));
    }

    @Test
    void valuesAreStoredReplacedAndFound() {
        DhtNet net = DhtNet.of(40);
        Item hello = Item.immutable("12:Hello World!".getBytes(UTF_8));
        assertThat(put(net, hello, OptionalLong.empty()).stores()).isGreaterThanOrEqualTo(5);
        List<Optional<Item>> found = new ArrayList<>();
        DhtNode asker = net.nodes.get(30);
        asker.getItem(hello.target(), found::add, net.now());
        net.runUntil(() -> !found.isEmpty(), LONG);
        assertThat(found).containsExactly(Optional.of(hello));

        PeerKeyPair keys = PeerKeyPair.random(net.random);
        Opaque salt = Opaque.of("s".getBytes(UTF_8));
        put(net, signed(keys, salt, 1, "3:one"), OptionalLong.empty());
        Item two = signed(keys, salt, 2, "3:two");
        assertThat(put(net, two, OptionalLong.of(1)).stores()).isGreaterThanOrEqualTo(5);
        net.run(Duration.ofSeconds(5));
        assertThat(put(net, signed(keys, salt, 3, "5:three"), OptionalLong.of(1)))
                .satisfies(it -> assertThat(it.stores()).isZero())
                .satisfies(it -> assertThat(it.refused()).isGreaterThanOrEqualTo(5));
        asker.getItem(keys.publicKey(), salt, found::add, net.now());
        net.runUntil(() -> found.size() == 2, LONG);
        assertThat(found.getLast()).contains(two);
        asker.getItem(keys.publicKey(), Opaque.EMPTY, found::add, net.now());
        net.runUntil(() -> found.size() == 3, LONG);
        assertThat(found.getLast()).isEmpty();
    }

    private static Item signed(PeerKeyPair keys, Opaque salt, long sequence, String value) {
        Opaque bytes = Opaque.of(value.getBytes(UTF_8));
        byte[] signature = keys.sign(Item.toSign(salt, sequence, bytes));
        return Item.mutable(
                value.getBytes(UTF_8),
                new Item.Signed(keys.publicKey(), salt, sequence, Opaque.of(signature)));
    }

    private static DhtNode.Put put(DhtNet net, Item item, OptionalLong expected) {
        List<DhtNode.Put> puts = new ArrayList<>();
        DhtNode node = net.nodes.get(3);
        node.putItem(item, expected, puts::add, net.now());
        net.tick(node);
        assertThat(net.runUntil(() -> !puts.isEmpty(), LONG)).isTrue();
        return puts.getFirst();
    }

    @Test
    void aReadOnlyNodeFindsAndIsInNobodysTable() {
        DhtNet net = DhtNet.of(30);
        PeerAddress address = DhtNet.address(900);
        DhtNode quiet =
                net.node(
                        address,
                        SecureId.of(address, net.random),
                        Settings.of(Family.IPV4).withReadOnly(true));
        quiet.join(List.of(DhtNet.address(3)), net.now());
        net.tick(quiet);
        announce(net, net.nodes.get(1), announcement(HASH));
        assertThat(find(net, quiet, HASH, PeersWanted.ALL).peers).hasSize(1);
        net.run(Duration.ofMinutes(10));
        for (DhtNode node : net.nodes) {
            assertThat(node.saved(100)).extracting(NodeInfo::address).doesNotContain(address);
        }
        assertThat(quiet.statistics().served()).isZero();
    }

    @Test
    void sampleNamesWhatANodeStores() {
        DhtNet net = DhtNet.of(10);
        announce(net, net.nodes.get(1), announcement(HASH));
        net.run(Duration.ofSeconds(5));
        List<Optional<Answer>> answers = new ArrayList<>();
        net.nodes.get(2).sample(DhtNet.address(5), NodeId.of(HASH), answers::add, net.now());
        net.runUntil(() -> !answers.isEmpty(), LONG);
        Answer answer = answers.getFirst().orElseThrow();
        assertThat(answer.samples().orElseThrow())
                .isEqualTo(new Answer.Samples(List.of(HASH), 300, 1));
        assertThat(answer.nodes(Family.IPV4)).isNotEmpty();
    }

    @Test
    void takesAnIdThatFitsTheAddressWhichOthersSee() {
        DhtNet net = DhtNet.of(30);
        PeerAddress address = DhtNet.address(900);
        DhtNode node = net.node(address, new NodeId(1, 2, 3), Settings.of(Family.IPV4));
        node.join(List.of(DhtNet.address(3)), net.now());
        net.tick(node);
        net.run(Duration.ofMinutes(1));
        assertThat(node.externalAddress()).contains(address);
        assertThat(SecureId.fits(node.id(), address)).isTrue();
        assertThat(node.isReady()).isTrue();
        announce(net, node, announcement(HASH));
        assertThat(find(net, net.nodes.get(4), HASH, PeersWanted.ALL).peers).hasSize(1);
    }

    @Test
    void aNodeThatAPeerNamesIsAWayIn() {
        DhtNet net = DhtNet.of(20);
        DhtNode node = net.node(900);
        node.join(List.of(), net.now());
        assertThat(find(net, node, HASH, PeersWanted.ALL).outcomes.getFirst().answered()).isZero();
        node.learn(DhtNet.address(4), net.now());
        net.tick(node);
        net.run(Duration.ofSeconds(20));
        assertThat(node.isReady()).isTrue();
        assertThat(node.statistics().nodes()).isGreaterThan(10);
    }

    @Test
    void withNobodyThereItAsksEverMoreSeldomAndLookupsEnd() {
        DhtNet net = new DhtNet();
        int[] sent = {0};
        net.tap = (to, packet) -> sent[0]++;
        DhtNode node = net.node(1);
        node.join(List.of(DhtNet.address(5), DhtNet.address(6)), net.now());
        net.tick(node);
        Heard heard = find(net, node, HASH, PeersWanted.ALL);
        assertThat(heard.outcomes.getFirst().answered()).isZero();
        assertThat(net.now()).isLessThan(Duration.ofSeconds(6).toNanos());
        net.run(Duration.ofMinutes(30));
        assertThat(sent[0]).isBetween(10, 60);

        net.node(6).join(List.of(), net.now());
        net.run(Duration.ofMinutes(5));
        assertThat(node.isReady()).isTrue();
    }

    @Test
    void aNetworkThatIsAwayForAnHourLeavesTheTableAsItWas() {
        DhtNet net = DhtNet.of(40);
        DhtNode node = net.nodes.get(5);
        int before = node.statistics().nodes();
        assertThat(before).isGreaterThan(25);
        net.host(DhtNet.address(5), (packet, from) -> {}); // nothing comes in any more
        net.run(Duration.ofHours(1));
        assertThat(node.statistics().nodes()).isEqualTo(before);
    }

    @Test
    void bothFamiliesHelpEachOtherIn() {
        DhtNet net = new DhtNet();
        List<DhtNode> sixes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            DhtNode four = net.node(i);
            PeerAddress address = new PeerAddress(0x2a00_0000_0000_0000L + (i << 16), 1, 6881);
            DhtNode six =
                    net.node(address, SecureId.of(address, net.random), Settings.of(Family.IPV6));
            four.pairWith(six);
            sixes.add(six);
            // Only the first two know each other over IPv6.
            six.join(i == 1 ? List.of(net.address(sixes.getFirst())) : List.of(), net.now());
            four.join(i > 0 ? List.of(DhtNet.address(0)) : List.of(), net.now());
            net.tick(four);
            net.tick(six);
            net.run(Duration.ofSeconds(5));
        }
        net.run(Duration.ofMinutes(5));
        assertThat(sixes).allMatch(it -> it.statistics().nodes() >= 8);
        announce(net, sixes.get(3), announcement(HASH));
        assertThat(find(net, sixes.get(9), HASH, PeersWanted.ALL).peers)
                .containsExactly(net.address(sixes.get(3)).withPort(7_000));
        assertThat(find(net, net.nodes.get(0), HASH, PeersWanted.ALL).peers).isEmpty();
    }

    @Test
    void aCancelledLookupIsSilent() {
        DhtNet net = DhtNet.of(20);
        Heard heard = new Heard();
        net.nodes.get(2).announce(announcement(HASH), heard, net.now()).cancel();
        net.run(Duration.ofSeconds(10));
        assertThat(heard.outcomes).isEmpty();
        assertThat(heard.peers).isEmpty();
        assertThat(net.nodes.get(2).statistics().lookups()).isZero();
    }
}
