package dunlin.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.net.Proxies;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.tracker.TrackerServer.Audience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site, whose name was made to lead here, reads what is here (DNS rebinding). */
@Tag("attack")
class ForeignHostAttackTest {
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));
    private static final byte[] FILMS = Torrents.file("films.iso", 50_000);

    @TempDir Path folder;
    private TrackerServer server;

    @BeforeEach
    void start() throws Exception {
        server =
                TrackerServer.start(
                        new TrackerServer.Config(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                                Duration.ofMinutes(2),
                                new Audience.Anyone(),
                                List.of(),
                                false,
                                Duration.ofDays(30),
                                Proxies.NONE,
                                Optional.empty(),
                                Optional.of(URI.create("https://index.example"))),
                        folder.resolve("c.db"),
                        event -> {});
        new CatalogueClient(URI.create("http://127.0.0.1:" + server.address().getPort()))
                .register(ANNA, "anna", FILMS, Note.NONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String get(String target, String host) throws IOException {
        return RawHttp.exchange(
                server.address(),
                "GET " + target + " HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/search?q=films",
                "/statistics",
                "/share/ID",
                "/share/ID/qr.svg",
                "/feed.atom",
                "/feed.rss",
                "/api/v1/shares",
                "/api/v1/shares/ID",
                "/api/v1/shares/ID/torrent",
                "/api/v1/shares/ID/peers",
                "/api/v1/search?q=films",
                "/api/v1/statistics",
                "/api/v1/events",
                "/nothing",
            })
    void getsNothingAtAll(String target) throws IOException {
        for (String host :
                List.of(
                        "evil.example",
                        "evil.example:" + server.address().getPort(),
                        "index.example.evil.example",
                        "localhost.evil.example",
                        "127.0.0.1.evil.example")) {
            assertThat(get(target.replace("ID", Torrents.id(FILMS)), host))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("--public-url")
                    .doesNotContain("films", Torrents.id(FILMS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:6969",
                "127.0.0.1",
                "192.0.2.7:8080",
                "[::1]:6969",
                "[2001:db8::5]",
                "index.example",
                "index.example.",
                "Index.Example:443",
            })
    void whoComesByANameOfTheIndexIsServed(String host) throws IOException {
        assertThat(get("/api/v1/shares", host)).startsWith("HTTP/1.1 200 ").contains("films");
        assertThat(get("/", host)).startsWith("HTTP/1.1 200 ").contains("films");
    }

    @Test
    void announcesAndMonitoringAreServedByAnyName() throws IOException {
        assertThat(get("/health", "tracker-1")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/metrics", "tracker-1")).startsWith("HTTP/1.1 200 ");
        String query = "?info_hash=" + "a".repeat(20) + "&peer_id=" + "b".repeat(20) + "&port=7001";
        assertThat(get("/announce" + query, "old-name.example")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void linksSayThePublicUrlWhateverNameTheReaderCameBy() throws IOException {
        assertThat(get("/feed.atom", "localhost"))
                .contains("https://index.example/share/")
                .doesNotContain("http://localhost");
        assertThat(get("/share/" + Torrents.id(FILMS), "localhost"))
                .contains("--tracker https://index.example")
                .contains("&amp;tr&#x3D;https:%2F%2Findex.example%2Fannounce");
        assertThat(get("/api/v1/shares", "localhost"))
                .contains("tr=https:%2F%2Findex.example%2Fannounce");
    }
}
