package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.discovery.CatalogueClient;
import dunlin.discovery.CatalogueClient.Listing;
import dunlin.protocol.ProtocolException;
import dunlin.tracker.RawHttp;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue from end to end, by our own client and by hand. */
class CatalogueHttpTest {
    private static final byte[] FILMS = Torrents.file("films.iso", 50_000);

    @TempDir Path folder;
    private final RecordedEvents events = new RecordedEvents();
    private TrackerServer server;
    private CatalogueClient client;

    @BeforeEach
    void start() throws IOException {
        InetSocketAddress listen = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        server =
                TrackerServer.start(
                        TrackerServer.Config.open(listen, Duration.ofMinutes(2)),
                        folder.resolve("c.db"),
                        events);
        client =
                new CatalogueClient(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String get(String target) throws IOException {
        return RawHttp.get(server.address(), target);
    }

    private String post(String target, byte[] body) throws IOException {
        return RawHttp.request(server.address(), "POST", target, new String(body, ISO_8859_1));
    }

    private void announce(String id, int port, long left) throws IOException {
        get(
                "/announce?info_hash="
                        + id.replaceAll("..", "%$0")
                        + "&peer_id=-XX0001-abcdefghijkl&name=K%C3%A4the&port="
                        + port
                        + "&left="
                        + left);
    }

    @Test
    void aRegisteredShareCanBeListedFoundAndFetched() throws Exception {
        Listing registered = client.register(FILMS, "Käthe & Co");
        assertThat(client.list()).containsExactly(registered);
        assertThat(client.lookUp("films.iso")).containsExactly(registered);
        assertThat(client.lookUp(registered.id().substring(0, 8))).containsExactly(registered);
        assertThat(client.lookUp("other?&=%")).isEmpty();
        assertThat(client.torrent(registered.id())).hasValue(FILMS);
        assertThat(registered.sharedBy()).isEqualTo("Käthe & Co");
        assertThat(events.lines).containsExactly("registered films.iso by Käthe & Co");
    }

    @Test
    void writesTheFieldsOfTheContract() throws IOException {
        String id = Torrents.id(FILMS);
        assertThat(post("/api/v1/shares?sharedBy=anna", FILMS)).startsWith("HTTP/1.1 201 ");
        assertThat(post("/api/v1/shares?sharedBy=bert", FILMS)).startsWith("HTTP/1.1 200 ");
        announce(id, 7001, 0);
        assertThat(RawHttp.body(get("/api/v1/shares")))
                .startsWith(
                        "[{\"id\":\""
                                + id
                                + "\",\"name\":\"films.iso\",\"size\":50000,\"files\":1,"
                                + "\"seeders\":1,\"leechers\":0,\"sharedBy\":\"anna\","
                                + "\"sharedAt\":\"20")
                .contains("Z\",\"magnet\":\"magnet:?xt=urn:btih:" + id);
        assertThat(RawHttp.body(get("/api/v1/shares/" + id + "/peers")))
                .startsWith(
                        "[{\"name\":\"K\u00c3\u00a4the\",\"address\":\"127.0.0.1:7001\","
                                + "\"complete\":true,\"since\":\"20");
        assertThat(events.lines).last().isEqualTo("started Käthe films.iso 1/0");
    }

    @Test
    void namesThePeersOfAShare() throws Exception {
        Listing listing = client.register(FILMS, "anna");
        announce(listing.id(), 7001, 0);
        announce(listing.id(), 7002, 9);
        assertThat(client.peers(listing.id()))
                .extracting(holder -> holder.name() + holder.address() + holder.complete())
                .containsExactly("Käthe/127.0.0.1:7001true", "Käthe/127.0.0.1:7002false");
        assertThat(client.list())
                .singleElement()
                .satisfies(now -> {
                    assertThat(now.seeders()).isEqualTo(1);
                    assertThat(now.leechers()).isEqualTo(1);
                });
    }

    @Test
    void hasNothingForAnUnknownId() throws Exception {
        String unknown = "0".repeat(40);
        assertThat(client.torrent(unknown)).isEmpty();
        assertThat(client.peers(unknown)).isEmpty();
        assertThat(get("/api/v1/shares/" + unknown)).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void listsManyPages() throws Exception {
        for (int i = 0; i < 7; i++) {
            client.register(Torrents.file("f" + i, i + 1), "anna");
        }
        assertThat(RawHttp.body(get("/api/v1/shares?offset=5&limit=2")))
                .contains("\"f1\"", "\"f0\"")
                .doesNotContain("\"f2\"");
    }

    @Test
    void remembersItsSharesAfterARestart() throws Exception {
        client.register(FILMS, "anna");
        stop();
        start();
        assertThat(client.list()).extracting(Listing::name).containsExactly("films.iso");
    }

    @Test
    void tellsTheSharerWhyATorrentIsRefused() {
        assertThatThrownBy(() -> client.register("nonsense".getBytes(ISO_8859_1), "anna"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("the index says: refused: bad bencode at byte ");
        assertThatThrownBy(() -> client.register(FILMS, "a\u001b[2Jb"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("invisible characters");
        assertThatThrownBy(() -> client.register(FILMS, "x".repeat(200)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("200 bytes");
        assertThat(events.lines).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/shares?limit=501, 400",
        "GET, /api/v1/shares?limit=-1, 400",
        "GET, /api/v1/shares?offset=1e9, 400",
        "GET, /api/v1/shares?q=%zz, 400",
        "GET, /api/v1/shares/, 404",
        "GET, /api/v1/shares/abc, 404",
        "GET, /api/v1/shares/..%2f..%2fetc, 404",
        "GET, /api/v1/sharesX, 404",
        "GET, /api/v2/shares, 404",
        "DELETE, /api/v1/shares, 405",
        "PUT, /api/v1/shares/0000000000000000000000000000000000000000, 405",
        "POST, /api/v1/shares/0000000000000000000000000000000000000000, 405",
        "POST, /api/v1/shares, 400",
        "POST, /api/v1/shares?sharedBy=, 400",
    })
    void refusesWrongRequestsInOneLineOfJson(String method, String target, int status)
            throws IOException {
        assertThat(RawHttp.request(server.address(), method, target, "d4:infodee"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\r\n\r\n{\"error\":\"");
    }

    @Test
    void refusesATorrentThatIsTooLargeBeforeItComes() throws IOException {
        assertThat(
                        RawHttp.exchange(
                                server.address(),
                                request("Content-Length: " + (Catalogue.MAX_TORRENT + 1))))
                .startsWith("HTTP/1.1 413 ");
    }

    private static String request(String header) {
        return "POST /api/v1/shares?sharedBy=a HTTP/1.1\r\n" + header + "\r\n\r\n";
    }

    @Test
    void refusesARegistrationFromAnotherSitesPage() throws IOException {
        String length = "Content-Length: " + FILMS.length + "\r\n\r\n";
        String head = "POST /api/v1/shares?sharedBy=a HTTP/1.1\r\nHost: index:6969\r\nOrigin: ";
        String body = new String(FILMS, ISO_8859_1);
        assertThat(
                        RawHttp.exchange(
                                server.address(), head + "http://evil.example\r\n" + length + body))
                .startsWith("HTTP/1.1 403 ");
        assertThat(
                        RawHttp.exchange(
                                server.address(), head + "http://index:6969\r\n" + length + body))
                .startsWith("HTTP/1.1 201 ");
    }

    @Test
    void saysThatATrackerWithoutCatalogueHasNone() {
        CatalogueClient foreign =
                new CatalogueClient(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/announce"));
        // Under /announce there is no catalogue, but an answer in our own form.
        assertThatThrownBy(foreign::list).isInstanceOf(ProtocolException.class);
    }
}
