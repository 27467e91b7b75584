package dunlin.tracker.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.RawHttp;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Sharer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a browser, a feed reader and a monitoring system get from the index. */
class PagesTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"'&.txt".replace('/', '_');
    private static final Sharer ANNA =
            new Sharer(PeerKey.of("k".repeat(32).getBytes(US_ASCII)), "anna");

    @TempDir private Path folder;
    private Catalogue catalogue;
    private TrackerServer server;
    private final List<InfoHash> surveyed = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        catalogue = TrackerServer.catalogue(folder.resolve("c.db"));
        PieceSurvey survey =
                (share, pieces, peers) -> {
                    surveyed.add(share);
                    return new int[] {0, 1, 2, 9};
                };
        server =
                TrackerServer.start(
                        TrackerServer.Config.open(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Duration.ofMinutes(2)),
                        TrackerServer.swarms(),
                        catalogue,
                        Optional.of(survey),
                        event -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String register(byte[] torrent, Note note) throws Exception {
        catalogue.register(torrent, Torrents.parse(torrent), note, ANNA, Instant.EPOCH);
        return Torrents.id(torrent);
    }

    private String register(String name) throws Exception {
        return register(Torrents.file(name, 60_000), Note.NONE);
    }

    private void announce(String id) throws IOException {
        StringBuilder hash = new StringBuilder();
        for (int i = 0; i < id.length(); i += 2) {
            hash.append('%').append(id, i, i + 2);
        }
        get("/announce?info_hash=" + hash + "&peer_id=-XX0001-abcdefghijkl&port=7001&left=0");
    }

    private String get(String target) throws IOException {
        String answer = RawHttp.get(server.address(), target);
        // The templates write = as a character reference, which is no more than it is to a browser.
        return new String(answer.getBytes(ISO_8859_1), UTF_8).replace("&#x3D;", "=");
    }

    private static String xmlAttribute(Document xml, String element, String attribute) {
        return xml.getElementsByTagName(element)
                .item(0)
                .getAttributes()
                .getNamedItem(attribute)
                .getNodeValue();
    }

    private Document xml(String target) throws Exception {
        String body = RawHttp.body(get(target));
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    @Test
    void anEmptyIndexSaysHowToShare() throws Exception {
        assertThat(get("/"))
                .startsWith("HTTP/1.1 200 ")
                .contains("text/html; charset=utf-8")
                .contains("Nothing is shared here yet.")
                .contains("value=\"dunlin share PATH --tracker http://localhost\"");
    }

    @Test
    void everyListSaysHowToShareAtThisVeryIndex() throws Exception {
        register("films");
        String answer =
                RawHttp.exchange(
                        server.address(),
                        "GET /search?q=films HTTP/1.0\r\nHost: 127.0.0.1:7070\r\n\r\n");
        assertThat(answer.replace("&#x3D;", "="))
                .contains("value=\"dunlin share PATH --tracker http://127.0.0.1:7070\"");
    }

    @Test
    void whatNobodyHasLooksDead() throws Exception {
        String id = register("films");
        assertThat(get("/")).contains("class=\"dead\"").contains(">nobody has it<");
        assertThat(get("/share/" + id))
                .contains("Nobody has it just now. Whoever fetches it waits");
        announce(id);
        assertThat(get("/")).doesNotContain("class=\"dead\"").doesNotContain("nobody has it");
        assertThat(get("/share/" + id))
                .contains("1 peer has all of it, 0 fetch it.")
                .doesNotContain("Nobody has it");
    }

    @Test
    void theFilesOfALargeFolderCanBeSeenPageByPage() throws Exception {
        String[] paths = new String[10_050];
        Arrays.setAll(paths, i -> "file" + i);
        String id = register(Torrents.folder("many", paths), Note.NONE);
        assertThat(get("/share/" + id))
                .contains("1 to 500 of 10,050")
                .contains(">file499<")
                .doesNotContain(">file500<")
                .contains("<a rel=\"next\" href=\"/share/" + id + "?files=1#files\">");
        assertThat(get("/share/" + id + "?files=1"))
                .contains("501 to 1,000 of 10,050")
                .contains(">file500<")
                .contains("?files=0#files\"")
                .contains("?files=2#files\"");
        assertThat(get("/share/" + id + "?files=19"))
                .contains(">file9999<")
                .contains("And 50 more: its .torrent names them.")
                .doesNotContain("?files=20");
        assertThat(get("/share/" + id + "?files=20")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void listsWhatIsNewWithLinks() throws Exception {
        String id = register("Fotos Zürich");
        assertThat(get("/"))
                .contains("<a href=\"/share/" + id + "\">Fotos Zürich</a>")
                .contains("58.6 KiB");
    }

    @Test
    void pagesOfAListLeadToEachOther() throws Exception {
        for (int i = 0; i < 51; i++) {
            register(Torrents.file("file" + i, 100 + i), Note.NONE);
        }
        assertThat(get("/")).contains(">file50<").doesNotContain(">file0<").contains("/?page=1");
        assertThat(get("/?page=1")).contains(">file0<").contains("/?page=0").doesNotContain("=2\"");
    }

    @Test
    void findsByWordsAndKeepsThemInTheField() throws Exception {
        register("linux-6.12 source");
        register("Fotos Zürich");
        assertThat(get("/search?q=zurich"))
                .contains(">Fotos Zürich</a>")
                .doesNotContain("linux")
                .contains("value=\"zurich\"");
        assertThat(get("/search?q=nothing")).contains("Nothing here matches");
        assertThat(get("/search?q=")).contains("New shares");
    }

    @Test
    void saysWhatIsWrongWithAQuery() throws Exception {
        assertThat(get("/search?q=size:%3Ebanana"))
                .startsWith("HTTP/1.1 200 ")
                .contains("banana")
                .doesNotContain("<tbody>");
    }

    @Test
    void aSharesPageShowsFilesPeersAndHowToGetIt() throws Exception {
        Note note = new Note("Two lines\nof <b>text</b>", List.of("photos"));
        String id = register(Torrents.file("Fotos Zürich", 60_000), note);
        announce(id);
        assertThat(get("/share/" + id))
                .contains("Two lines\nof &lt;b&gt;text&lt;/b&gt;")
                .contains("/search?q=tag%3Aphotos")
                .contains("dunlin get " + id + " --tracker http://localhost")
                .contains("href=\"magnet:?xt=urn:btih:" + id)
                .contains("/api/v1/shares/" + id + "/torrent")
                .contains("4 of 16 KiB")
                .contains("127.0.0.1:7001")
                .contains("all of it")
                .contains("anna");
    }

    @Test
    void drawsTheMagnetAsAQrCodeAndThePieces() throws Exception {
        String id = register("films");
        announce(id);
        assertThat(get("/share/" + id))
                .contains("/share/" + id + "/pieces.svg")
                .contains("<span class=\"key none\">none</span>");
        assertThat(get("/share/" + id + "/qr.svg"))
                .contains("image/svg+xml")
                .contains("<path d=\"M");
        assertThat(get("/share/" + id + "/pieces.svg"))
                .contains("height=\"8\"")
                .contains("url(#none)");
        get("/share/" + id + "/pieces.svg");
        assertThat(surveyed).as("peers are not asked for every look").hasSize(1);
    }

    @Test
    void aPrivateShareHasNeitherMagnetNorQrCode() throws Exception {
        String id = register(Torrents.file("secret", 1, true), Note.NONE);
        assertThat(get("/share/" + id)).contains("A private share").doesNotContain("magnet:");
        assertThat(get("/share/" + id + "/qr.svg")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void namesOfStrangersRunNoScriptAnywhere() throws Exception {
        String id = register(Torrents.file(HOSTILE, 1), new Note("", List.of("<i>")));
        for (String page : List.of("/", "/share/" + id, "/search?q=script")) {
            assertThat(get(page))
                    .contains("&lt;script&gt;alert(1)")
                    .doesNotContain("<script>alert")
                    .doesNotContain("<i>")
                    .contains("Content-Security-Policy: default-src 'none'");
        }
        assertThat(get("/search?q=%22%3E%3Cscript%3E")).doesNotContain("\"><script>");
    }

    @ParameterizedTest
    @CsvSource({
        "/nowhere, 404",
        "/share/abc, 404",
        "/share/0000000000000000000000000000000000000000, 404",
        "/share/, 404",
        "/?page=200, 400",
        "/?page=-1, 400",
        "/search?q=%zz, 400",
    })
    void refusesWithAPage(String target, int status) throws Exception {
        assertThat(get(target))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("Content-Security-Policy: default-src 'none'")
                .contains("<h1>")
                .contains("What is shared here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/search", "/statistics", "/metrics", "/health", "/feed.atom"})
    void takesNothingButReads(String path) throws Exception {
        assertThat(RawHttp.request(server.address(), "POST", path, ""))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({"/style.css, text/css", "/page.js, text/javascript", "/favicon.svg, image/svg"})
    void servesWhatThePagesNeed(String path, String type) throws Exception {
        assertThat(get(path)).startsWith("HTTP/1.1 200 ").contains(type).contains("nosniff");
    }

    @Test
    void refusesALinkToAHostThatIsNone() throws Exception {
        String id = register("films");
        String answer =
                RawHttp.exchange(
                        server.address(),
                        "GET /share/" + id + " HTTP/1.0\r\nHost: $(reboot)\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("reboot");
    }

    @Test
    void bothFeedsAreWellFormedWhateverSharesAreCalled() throws Exception {
        register(HOSTILE);
        register(Torrents.file("]]>\uffff\u202e", 2), Note.NONE);
        Document atom = xml("/feed.atom");
        assertThat(atom.getElementsByTagName("entry").getLength()).isEqualTo(2);
        assertThat(atom.getElementsByTagName("title").item(2).getTextContent()).isEqualTo(HOSTILE);
        Document rss = xml("/feed.rss");
        assertThat(rss.getElementsByTagName("item").getLength()).isEqualTo(2);
        assertThat(xmlAttribute(rss, "enclosure", "url"))
                .startsWith("http://localhost/api/v1/shares/");
    }

    @Test
    void tellsWhoFollowsOfPeersAsTheyCome() throws Exception {
        String id = register("films");
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(
                            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .getBytes(US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            await(lines, ": still here");
            announce(id);
            await(lines, "event: peer");
            assertThat(lines.readLine())
                    .startsWith("data: ")
                    .contains("\"change\":\"started\"")
                    .contains("\"share\":\"films\"")
                    .contains("\"address\":\"127.0.0.1:7001\"");
        }
    }

    private static void await(BufferedReader lines, String wanted) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals(wanted)) {
            line = lines.readLine();
        }
        assertThat(line).isEqualTo(wanted);
    }

    @Test
    void tellsMonitoringHowMuchThereIs() throws Exception {
        announce(register("films"));
        assertThat(get("/metrics"))
                .contains("text/plain; version=0.0.4")
                .contains("\ndunlin_shares 1.0\n")
                .contains("\ndunlin_peers 1.0\n")
                .contains("\ndunlin_udp_requests_total{outcome=\"announced\"} 0.0\n")
                .contains("\ndunlin_http_announces_total{outcome=\"announced\"} 1.0\n");
        assertThat(get("/statistics")).contains("58.6 KiB");
        assertThat(RawHttp.body(get("/api/v1/statistics")))
                .startsWith(
                        "{\"shares\":1,\"bytes\":60000,\"sharers\":1,\"swarms\":1,\"peers\":1}");
    }

    @Test
    void saysThatItIsWellAndWhenItIsNot() throws Exception {
        assertThat(get("/health")).startsWith("HTTP/1.1 200 ").contains("\"status\":\"ok\"");
        catalogue.close();
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(get("/health"))
                                .startsWith("HTTP/1.1 503 ")
                                .contains("\"swarms\":\"ok\"")
                                .contains("\"status\":\"failing\""));
    }

    @Test
    void describesItsApiCompletely() throws Exception {
        String id = register("films");
        JsonNode api = JsonMapper.shared().readTree(RawHttp.body(get("/api/v1/openapi.json")));
        Set<String> streams = Set.of("/api/v1/events");
        for (var path : api.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                boolean isRead = operation.getKey().equals("get");
                if (isRead && !streams.contains(path.getKey())) {
                    String target = path.getKey().replace("{id}", id);
                    String query = target.matches(".*/(search|near)") ? "?q=films" : "";
                    assertThat(get(target + query)).as(target).startsWith("HTTP/1.1 200 ");
                }
            }
        }
        assertThat(api.path("paths").size()).isGreaterThan(12);
    }
}
