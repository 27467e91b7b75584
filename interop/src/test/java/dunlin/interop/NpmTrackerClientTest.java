package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dunlin.interop.Dunlin.Index;
import java.nio.file.Files;
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
    private static final Path NPM = Path.of("target/npm").toAbsolutePath();

    @BeforeAll
    static void install() throws Exception {
        Programs.need("node");
        Programs.need("npm");
        Path script = Path.of(Lab.script("announce.mjs"));
        Files.createDirectories(NPM);
        // A module looks for its packages beside itself.
        Files.write(NPM.resolve("announce.mjs"), Files.readAllBytes(script));
        if (!Files.isDirectory(NPM.resolve("node_modules/bittorrent-tracker"))) {
            Process npm =
                    new ProcessBuilder(
                                    "npm",
                                    "install",
                                    "--no-audit",
                                    "--no-fund",
                                    "--omit=optional",
                                    "--ignore-scripts",
                                    "--prefix",
                                    NPM.toString(),
                                    PACKAGE)
                            .redirectErrorStream(true)
                            .redirectOutput(NPM.resolve("npm.log").toFile())
                            .start();
            assumeTrue(npm.waitFor() == 0, PACKAGE + " cannot be installed");
        }
    }

    private Program announce(String url, int port, int left) {
        return lab.start(
                Host.LOOPBACK,
                "node",
                NPM.resolve("announce.mjs").toString(),
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
