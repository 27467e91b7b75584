package dunlin.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.dht.Dht;
import dunlin.discovery.dht.DhtListener;
import dunlin.discovery.dht.DhtSettings;
import dunlin.discovery.dht.Memory;
import dunlin.discovery.dht.core.Found;
import dunlin.net.HostPort;
import dunlin.net.udp.PacketPort;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.Opaque;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The DHT of the web's BitTorrent programs, npm's bittorrent-dht, with our nodes. */
class NpmDhtTest extends LabTest {
    private static final String PACKAGE = "bittorrent-dht@11.0.12";
    private static final String INFO_HASH = "ab".repeat(20);
    private static Path script;

    private Dht first;
    private Dht us;

    @BeforeAll
    static void install() throws Exception {
        script = NpmPackage.install("npm-dht", PACKAGE, "dht.mjs");
    }

    /** A few nodes of ours; theirs enters by one. */
    @BeforeEach
    void enter() throws Exception {
        first = dht(7_001);
        dht(7_002, address(first));
        us = dht(7_003, address(first));
    }

    private static String address(Dht dht) {
        return "127.0.0.1:" + dht.port();
    }

    private Dht dht(int peerPort, String... entrances) throws Exception {
        PacketPort port = lab.closeLater(PacketPort.open(new InetSocketAddress("127.0.0.1", 0)));
        List<HostPort> by = new ArrayList<>();
        for (String entrance : entrances) {
            by.add(HostPort.parse(entrance));
        }
        return lab.closeLater(
                Dht.start(
                        port,
                        new DhtSettings(Set.of(Family.IPV4), peerPort, by, true, false),
                        Memory.NONE,
                        DhtListener.NONE,
                        Dht.Surroundings.usual()));
    }

    private Program them() {
        Program them = lab.start(Host.LOOPBACK, "node", script.toString(), address(first));
        await(them, "ready");
        return them;
    }

    private static JsonNode await(Program them, String event) {
        return Json.parse(them.awaitLine(event, line -> Json.isEvent(line, event)));
    }

    /** Looks again and again: there is no telling when an announce has arrived. */
    private Set<String> find(Program them, Dht dht) {
        Set<String> found = new CopyOnWriteArraySet<>();
        return them.await(
                "a peer",
                () -> {
                    CompletableFuture<Integer> done = new CompletableFuture<>();
                    dht.findPeers(
                            InfoHash.fromHex(INFO_HASH),
                            new Found() {
                                @Override
                                public void peers(List<PeerAddress> peers) {
                                    peers.forEach(it -> found.add(it.toString()));
                                }

                                @Override
                                public void done(Outcome outcome) {
                                    done.complete(outcome.answered());
                                }
                            });
                    done.get(60, TimeUnit.SECONDS);
                    return Optional.of(found).filter(it -> !it.isEmpty());
                });
    }

    @Test
    void findsTheirsAndIsFound() throws Exception {
        Program them = them();
        us.keepAnnounced(List.of(InfoHash.fromHex(INFO_HASH)));
        assertThat(find(them, first)).containsExactly("127.0.0.1:7003");
        them.say("lookup " + INFO_HASH);
        assertThat(await(them, "peer").get("address").asString()).isEqualTo("127.0.0.1:7003");
        us.keepAnnounced(List.of());

        String other = "cd".repeat(20);
        them.say("announce " + other + " 7009");
        await(them, "announced");
        CompletableFuture<List<PeerAddress>> found = new CompletableFuture<>();
        us.findPeers(
                InfoHash.fromHex(other),
                new Found() {
                    @Override
                    public void peers(List<PeerAddress> peers) {
                        found.complete(peers);
                    }

                    @Override
                    public void done(Outcome outcome) {
                        found.complete(List.of());
                    }
                });
        assertThat(found.get(60, TimeUnit.SECONDS))
                .containsExactly(PeerAddress.parse("127.0.0.1:7009").orElseThrow());
    }

    @Test
    void getsTheirItemsAndTheyGetOurs() throws Exception {
        Program them = them();
        them.say("put theirs");
        String target = await(them, "put").get("target").asString();
        CompletableFuture<Optional<Item>> theirs = new CompletableFuture<>();
        us.getItem(NodeId.fromHex(target), theirs::complete);
        assertThat(text(theirs)).isEqualTo("6:theirs");

        Item ours = Item.immutable("4:ours".getBytes(UTF_8));
        CompletableFuture<Integer> stores = new CompletableFuture<>();
        us.putItem(ours, stores::complete);
        assertThat(stores.get(60, TimeUnit.SECONDS)).isPositive();
        them.say("get " + ours.target());
        assertThat(await(them, "got").get("value").asString()).isEqualTo("ours");
    }

    @Test
    void getsWhatTheirKeySignedAndTheyWhatOursDid() throws Exception {
        Program them = them();
        them.say("sign theirs");
        String hex = await(them, "signed").get("key").asString();
        CompletableFuture<Optional<Item>> theirs = new CompletableFuture<>();
        us.getItem(PeerKey.of(HexFormat.of().parseHex(hex)), Opaque.EMPTY, theirs::complete);
        assertThat(text(theirs)).isEqualTo("6:theirs");

        PeerKeyPair keys = PeerKeyPair.random(RandomGenerator.of("SecureRandom"));
        Opaque value = Opaque.of("4:ours".getBytes(UTF_8));
        Opaque signature = Opaque.of(keys.sign(Item.toSign(Opaque.EMPTY, 7, value)));
        CompletableFuture<Integer> stores = new CompletableFuture<>();
        us.putItem(
                Item.mutable(
                        value.bytes(),
                        new Item.Signed(keys.publicKey(), Opaque.EMPTY, 7, signature)),
                stores::complete);
        assertThat(stores.get(60, TimeUnit.SECONDS)).isPositive();
        them.say("newest " + HexFormat.of().formatHex(keys.publicKey().bytes()));
        JsonNode got = await(them, "got");
        assertThat(got.get("value").asString()).isEqualTo("ours");
        assertThat(got.get("seq").asInt()).isEqualTo(7);
    }

    private static String text(CompletableFuture<Optional<Item>> item) throws Exception {
        return new String(item.get(60, TimeUnit.SECONDS).orElseThrow().value().bytes(), UTF_8);
    }
}
