package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Index;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The tracker client of the web's BitTorrent programs, npm's bittorrent-tracker, with our index.
 */
class NpmTrackerClientTest extends LabTest {
    private static final String PACKAGE = "bittorrent-tracker@9.19.0";
    private static final String INFO_HASH = "aa".repeat(20);
    private static Path script;

    @BeforeAll
    static void install() throws Exception {
        script = NpmPackage.install("npm", PACKAGE, "announce.mjs", "--omit=optional");
    }

    private Program announce(String url, int port, int left) {
        return lab.start(
                Host.LOOPBACK,
                "node",
                script.toString(),
                url,
                INFO_HASH,
                Integer.toString(port),
                Integer.toString(left));
    }

    private static JsonNode await(Program client, String event) {
        return Json.parse(client.awaitLine(event, line -> Json.isEvent(line, event)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void announcesFindsThePeerBeforeItAndScrapes(String scheme) throws Exception {
        Index index = dunlin().tracker();
        String url = scheme.equals("udp") ? index.udpAnnounceUrl() : index.announceUrl();

        Program seeder = announce(url, 7001, 0);
        assertThat(await(seeder, "update").get("complete").asInt()).isEqualTo(1);
        Program leecher = announce(url, 7002, 1000);
        assertThat(await(leecher, "peer").get("address").asString()).isEqualTo("127.0.0.1:7001");
        assertThat(await(leecher, "update").get("incomplete").asInt()).isEqualTo(1);

        leecher.say("scrape");
        assertThat(await(leecher, "scrape").get("complete").asInt()).isEqualTo(1);
        assertThat(List.of(seeder, leecher))
                .allSatisfy(client ->
                        assertThat(client.output())
                                .noneMatch(line -> line.contains("warning"))
                                .noneMatch(line -> line.contains("error")));
    }
}
