package dunlin.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * A private share goes nowhere but to its tracker and the peers that it names (BEP 27), whichever
 * command opens it, and though everything else that finds peers is on. Every packet of the network
 * is looked at, and somebody is there to whom it could leak: a node of the DHT that is a member of
 * the overlay, too, and hears the local network.
 */
class PrivateShareTest extends LabTest {
    private static final String NAME = "geheimplan";
    private static final String[] ALL_ON = {"DUNLIN_NO_LSD=false", "DUNLIN_NO_DHT=false"};

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    private static String word() throws Exception {
        byte[] told = ("dunlin word 1\n" + NAME).getBytes(UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(told));
    }

    @Test
    void isNamedToItsTrackerAndItsPeersOnlyWhicheverCommandOpensIt() throws Exception {
        Namespaces network = lab.closeLater(Namespaces.open());
        Path content = lab.folder("content");
        Path secret = Fixtures.randomFile(content.resolve(NAME), Fixtures.MIB / 2);
        Path open = Fixtures.randomFile(lab.folder("open").resolve("offen"), Fixtures.MIB / 4);
        Host atIndex = network.host();
        Dunlin.Index index = Dunlin.at(lab, atIndex).tracker();
        Path torrent = dunlin().create(secret, "--private", "--tracker", index.url());
        String id = dunlin().inspect(torrent).get("infoHash").asString();
        String openId = dunlin().inspect(dunlin().create(open)).get("infoHash").asString();
        Program sniffer =
                lab.start(
                        network.wire(),
                        "/usr/bin/python3",
                        Lab.script("sniffer.py"),
                        "id=" + id,
                        "name=" + hex(NAME),
                        "word=" + word(),
                        "open=" + openId);
        sniffer.awaitLine("its start", line -> Json.isEvent(line, "ready"));
        Host atBait = network.host().with(ALL_ON);
        Dunlin.Shared bait =
                Dunlin.at(lab, atBait).share(open, "--dht-bootstrap", atIndex.address() + ":1");
        String[] reach = {
            "--dht-bootstrap", bait.address(), "--join", bait.address(), "--tracker", index.url()
        };
        String[] reachOnly = {"--dht-bootstrap", bait.address(), "--join", bait.address()};

        Host atSharer = network.host().with(ALL_ON);
        Dunlin.Shared shared = Dunlin.at(lab, atSharer).share(secret, concat(reach, "--private"));
        assertThat(shared.id()).isEqualTo(id);
        Host atSeeder = network.host().with(ALL_ON);
        Dunlin.at(lab, atSeeder).share(torrent, concat(reachOnly, "--data", content.toString()));
        Host atFetcher = network.host().with(ALL_ON);
        Dunlin fetcher = Dunlin.at(lab, atFetcher);
        Path folder = lab.folder("fetched");
        fetcher.fetch(torrent.toString(), folder, reachOnly);
        fetcher.start("verify", torrent.toString(), folder.toString()).exitCode();
        fetcher.start(concat(reach, "locate", torrent.toString())).exitCode();
        List<JsonNode> named =
                sniffer.output().stream()
                        .filter(line -> Json.isEvent(line, "named"))
                        .map(Json::parse)
                        .toList();
        assertThat(named)
                .as("that the sniffer sees what is not private")
                .anyMatch(fact -> is(fact, "open", "udp"));
        assertThat(named).noneMatch(fact -> is(fact, "id", "udp"));
        assertThat(named).noneMatch(fact -> is(fact, "name", "udp"));
        assertThat(named).noneMatch(fact -> fact.get("name").asString().equals("word"));
        assertThat(named).as("that the peers are seen").anyMatch(fact -> is(fact, "id", "tcp"));
        assertThat(named)
                .filteredOn(fact -> !fact.get("name").asString().equals("open"))
                .as("who hears of it")
                .noneMatch(fact -> fact.get("to").asString().startsWith(atBait.address() + ":"));
    }

    private static boolean is(JsonNode fact, String name, String protocol) {
        return fact.get("name").asString().equals(name)
                && fact.get("protocol").asString().equals(protocol);
    }

    private static String[] concat(String[] first, String... more) {
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
