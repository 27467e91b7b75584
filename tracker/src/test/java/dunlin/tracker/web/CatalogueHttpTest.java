package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.discovery.catalogue.IndexRejection;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.NearListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.identity.SignedRequest.Bound;
import dunlin.tracker.OpenIndex;
import dunlin.tracker.RawHttp;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue from end to end, by our own client and by hand. */
class CatalogueHttpTest {
    private static final byte[] FILMS = Torrents.file("films.iso", 50_000);

    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));
    private static final PeerKeyPair BERT = PeerKeyPair.random(new Random(2));

    @TempDir Path folder;
    private final RecordedEvents events = new RecordedEvents();
    private TrackerServer server;
    private CatalogueClient client;

    @BeforeEach
    void start() throws IOException {
        server = OpenIndex.start(folder, events);
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

    private String post(PeerKeyPair by, String target, byte[] body) throws IOException {
        return RawHttp.signed(server.address(), by, "POST", target, new String(body, ISO_8859_1));
    }

    private Listing register(PeerKeyPair by, String name, byte[] torrent) throws Exception {
        return client.register(by, name, torrent, Note.NONE);
    }

    private void announce(InfoHash id, int port, long left) throws IOException {
        get(
                "/announce?info_hash="
                        + id.toString().replaceAll("..", "%$0")
                        + "&peer_id=-XX0001-abcdefghijkl&name=K%C3%A4the&port="
                        + port
                        + "&left="
                        + left);
    }

    @Test
    void aRegisteredShareCanBeListedFoundAndFetched() throws Exception {
        Listing registered = register(ANNA, "Käthe & Co", FILMS);
        assertThat(client.list()).extracting(LiveListing::listing).containsExactly(registered);
        assertThat(client.lookUp("films.iso"))
                .extracting(LiveListing::listing)
                .containsExactly(registered);
        assertThat(client.lookUp(registered.id().toString().substring(0, 8)))
                .extracting(LiveListing::listing)
                .containsExactly(registered);
        assertThat(client.lookUp("other?&=%")).isEmpty();
        assertThat(client.torrent(registered.id())).hasValue(FILMS);
        assertThat(registered.sharedBy()).isEqualTo("Käthe & Co");
        assertThat(events.lines).containsExactly("registered films.iso by Käthe & Co");
    }

    @Test
    void tellsWhatWasMeantByANameThatIsMistyped() throws Exception {
        Listing registered = register(ANNA, "anna", FILMS);
        announce(registered.id(), 7001, 0);
        assertThat(client.near("FLIMS"))
                .hasValue(List.of(new NearListing(new LiveListing(registered, 1, 0, false), 1)));
        assertThat(client.near("something else")).hasValue(List.of());
        assertThat(get("/api/v1/near")).contains(" 400 ").contains("q is missing");
    }

    @Test
    void writesTheFieldsOfTheContract() throws IOException {
        InfoHash id = InfoHash.fromHex(Torrents.id(FILMS));
        assertThat(post(ANNA, "/api/v1/shares?sharedBy=anna", FILMS)).startsWith("HTTP/1.1 201 ");
        assertThat(post(BERT, "/api/v1/shares?sharedBy=bert", FILMS)).startsWith("HTTP/1.1 200 ");
        announce(id, 7001, 0);
        assertThat(RawHttp.body(get("/api/v1/shares")))
                .startsWith(
                        "[{\"id\":\""
                                + id
                                + "\",\"name\":\"films.iso\",\"size\":50000,\"files\":1,"
                                + "\"seeders\":1,\"leechers\":0,\"sharedBy\":\"anna\","
                                + "\"sharedAt\":\"20")
                .contains("Z\",\"magnet\":\"magnet:?xt=urn:btih:" + id)
                .endsWith(
                        "\",\"description\":\"\",\"tags\":[],\"owner\":\""
                                + ANNA.publicKey()
                                + "\",\"gone\":false}]\n");
        assertThat(RawHttp.body(get("/api/v1/shares/" + id + "/peers")))
                .startsWith(
                        "[{\"name\":\"K\u00c3\u00a4the\",\"address\":\"127.0.0.1:7001\","
                                + "\"complete\":true,\"since\":\"20");
        assertThat(events.lines).last().isEqualTo("started Käthe films.iso 1/0");
    }

    @Test
    void namesThePeersOfAShare() throws Exception {
        Listing listing = register(ANNA, "anna", FILMS);
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
    void anOwnerDescribesItsShareWhenItRegistersItAndLater() throws Exception {
        Note first = new Note("Filme\nund mehr", List.of("film", "käse & co"));
        Listing listing = client.register(ANNA, "anna", FILMS, first);
        assertThat(listing.note()).isEqualTo(first);
        assertThat(listing.isOwnedBy(ANNA.publicKey())).isTrue();

        Note second = new Note("x".repeat(2_000), List.of());
        assertThat(client.annotate(ANNA, listing.id(), second).note()).isEqualTo(second);
        assertThat(register(ANNA, "anna", FILMS).note()).isEqualTo(second);
        for (int length : new int[] {440, 850, 2_000}) { // 9 characters each in a URL
            Note longer = new Note("\u4e2d".repeat(length), List.of("zh"));
            assertThat(client.register(ANNA, "anna", FILMS, longer).note()).isEqualTo(longer);
        }
        assertThat(events.lines)
                .containsExactly(
                        "registered films.iso by anna",
                        "changed films.iso by anna",
                        "changed films.iso by anna",
                        "changed films.iso by anna",
                        "changed films.iso by anna");
    }

    @Test
    void nobodyElseDescribesOrRemovesAShare() throws Exception {
        Listing listing = register(ANNA, "anna", FILMS);
        Note lie = new Note("a lie", List.of());
        for (Throwable refusal :
                List.of(
                        catchThrowable(() -> client.annotate(BERT, listing.id(), lie)),
                        catchThrowable(() -> client.withdraw(BERT, listing.id())))) {
            assertThat(refusal)
                    .isInstanceOfSatisfying(
                            IndexRejection.class, e -> assertThat(e.status()).isEqualTo(403));
        }
        assertThat(client.register(BERT, "bert", FILMS, lie).note()).isEqualTo(Note.NONE);
        assertThat(client.list()).extracting(LiveListing::listing).containsExactly(listing);
        assertThat(events.lines)
                .filteredOn(line -> !line.startsWith("refused"))
                .containsExactly("registered films.iso by anna", "holder_added films.iso by bert");
    }

    @Test
    void aHolderWithdrawsForItselfAndTheOwnerForAll() throws Exception {
        InfoHash id = register(ANNA, "anna", FILMS).id();
        assertThat(register(BERT, "bert", FILMS).isOwnedBy(BERT.publicKey())).isFalse();
        assertThat(client.withdraw(BERT, id)).isFalse();
        assertThat(client.list()).hasSize(1);
        assertThat(client.withdraw(ANNA, id)).isTrue();
        assertThat(client.list()).isEmpty();
        assertThat(events.lines).last().isEqualTo("removed films.iso by anna");
        // And registering it anew right away is no repetition of what was signed before.
        assertThat(register(ANNA, "anna", FILMS).id()).isEqualTo(id);
    }

    @Test
    void whoComesUnderAnothersNameIsShownWithItsKey() throws Exception {
        register(ANNA, "anna", FILMS);
        Listing second = register(BERT, "anna", Torrents.file("other", 5));
        assertThat(second.sharedBy()).isEqualTo("anna~" + BERT.publicKey().fingerprint());
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"description\":\"a\",\"tags\":[]', the body is not JSON",
        "'{\"description\":\"a\"}', a note is",
        "'{\"description\":\"a\",\"tags\":[\"\"]}', a tag of 0 characters",
    })
    void refusesANoteThatIsNone(String body, String words) throws Exception {
        String target = "/api/v1/shares/" + register(ANNA, "anna", FILMS).id() + "/note";
        assertThat(RawHttp.signed(server.address(), ANNA, "PUT", target, body))
                .startsWith("HTTP/1.1 400 ")
                .contains(words);
        String huge = " ".repeat(NoteReader.MAX_JSON + 1);
        assertThat(RawHttp.signed(server.address(), ANNA, "PUT", target, huge))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void hasNothingForAnUnknownId() throws Exception {
        InfoHash unknown = InfoHash.fromHex("0".repeat(40));
        assertThat(client.torrent(unknown)).isEmpty();
        assertThat(client.peers(unknown)).isEmpty();
        assertThat(get("/api/v1/shares/" + unknown)).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void listsManyPages() throws Exception {
        for (int i = 0; i < 7; i++) {
            register(ANNA, "anna", Torrents.file("f" + i, i + 1));
        }
        assertThat(RawHttp.body(get("/api/v1/shares?offset=5&limit=2")))
                .contains("\"f1\"", "\"f0\"")
                .doesNotContain("\"f2\"");
    }

    @Test
    void remembersItsSharesAfterARestart() throws Exception {
        register(ANNA, "anna", FILMS);
        stop();
        start();
        assertThat(client.list())
                .extracting(live -> live.listing().name())
                .containsExactly("films.iso");
    }

    @Test
    void tellsTheSharerWhyATorrentIsRefused() {
        assertThatThrownBy(() -> register(ANNA, "anna", "nonsense".getBytes(ISO_8859_1)))
                .isInstanceOf(IndexRejection.class)
                .hasMessageStartingWith("refused: bad bencode at byte ");
        assertThatThrownBy(() -> register(ANNA, "a\u001b[2Jb", FILMS))
                .isInstanceOf(IndexRejection.class)
                .hasMessageContaining("invisible characters");
        assertThatThrownBy(() -> register(ANNA, "x".repeat(200), FILMS))
                .isInstanceOf(IndexRejection.class)
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
        "GET, /api/v1/shares/..%2f..%2fetc, 400",
        "GET, /api/v1/sharesX, 404",
        "GET, /api/v2/shares, 404",
        "DELETE, /api/v1/shares, 405",
        "DELETE, /api/v1/shares/, 404",
        "DELETE, /api/v1/shares/0000000000000000000000000000000000000000, 403",
        "DELETE, /api/v1/shares/0000000000000000000000000000000000000000/note, 405",
        "PUT, /api/v1/shares/0000000000000000000000000000000000000000, 405",
        "PUT, /api/v1/shares/0000000000000000000000000000000000000000/note, 403",
        "PUT, /api/v1/shares/0000000000000000000000000000000000000000/note/x, 404",
        "PUT, /api/v1/shares/0000000000000000000000000000000000000000/peers, 405",
        "POST, /api/v1/shares/0000000000000000000000000000000000000000, 405",
        "POST, /api/v1/shares, 403",
        "POST, /api/v1/shares?sharedBy=, 403",
    })
    void refusesWrongRequestsInOneLineOfJson(String method, String target, int status)
            throws IOException {
        assertThat(RawHttp.request(server.address(), method, target, "d4:infodee"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\r\n\r\n{\"error\":\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/shares, sharedBy is missing",
        "/api/v1/shares?sharedBy=, a peer's name of 0 bytes",
        "/api/v1/shares?sharedBy=a%zz, a % without two",
        "/api/v1/shares?sharedBy=a&tag=, a tag of 0 characters",
        "/api/v1/shares?sharedBy=a&tag=a%1bb, a tag with invisible characters",
        "/api/v1/shares?sharedBy=a&description=a%00b, control characters",
    })
    void refusesSignedRegistrationsThatMakeNoSense(String target, String words) throws IOException {
        assertThat(post(ANNA, target, FILMS)).startsWith("HTTP/1.1 400 ").contains(words);
    }

    @Test
    void refusesATorrentThatIsTooLargeBeforeItComes() throws IOException {
        long now = Instant.now().getEpochSecond();
        StringBuilder head =
                new StringBuilder(
                        "POST /api/v1/shares?sharedBy=a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        SignedRequest.sign(ANNA, bound(new byte[0]), "POST", "/api/v1/shares?sharedBy=a", now)
                .headers()
                .forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + (Catalogue.MAX_TORRENT + 1) + "\r\n\r\n");
        assertThat(RawHttp.exchange(server.address(), head.toString())).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void refusesARegistrationThatNobodySignedBeforeItsBodyComes() throws IOException {
        String head =
                "POST /api/v1/shares?sharedBy=a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n";
        assertThat(RawHttp.exchange(server.address(), head))
                .startsWith("HTTP/1.1 403 ")
                .contains("must be signed by the sharer's key");
        assertThat(events.lines)
                .singleElement()
                .asString()
                .startsWith("refused register: this must be signed by the sharer's key");
    }

    @Test
    void refusesWhatWasSignedForSomethingElse() throws IOException {
        String target = "/api/v1/shares?sharedBy=anna";
        SignedRequest signed =
                SignedRequest.sign(
                        ANNA, bound(FILMS), "POST", target, Instant.now().getEpochSecond());
        assertThat(sent(signed, target.replace("anna", "bert"), FILMS))
                .startsWith("HTTP/1.1 403 ")
                .contains("the signature is not valid");
        assertThat(sent(signed, target, Torrents.file("other", 1)))
                .startsWith("HTTP/1.1 403 ")
                .contains("not the one that was signed");
        assertThat(sent(signed, target, FILMS))
                .startsWith("HTTP/1.1 403 ")
                .contains("used already");
    }

    private Bound bound(byte[] body) {
        IndexName index = new IndexName("127.0.0.1", server.address().getPort());
        return new Bound(index, SignedRequest.digest(body));
    }

    private String sent(SignedRequest signed, String target, byte[] body) throws IOException {
        StringBuilder head =
                new StringBuilder(
                        "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        signed.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + body.length + "\r\n\r\n");
        return RawHttp.exchange(server.address(), head + new String(body, ISO_8859_1));
    }

    /** It could make the browser send a request that was signed elsewhere. */
    @Test
    void refusesARegistrationFromAnotherSitesPage() throws IOException {
        String length = "Content-Length: " + FILMS.length + "\r\n\r\n";
        String head =
                "POST /api/v1/shares?sharedBy=a HTTP/1.1\r\nHost: localhost:6969\r\nConnection: close\r\nOrigin: ";
        String body = new String(FILMS, ISO_8859_1);
        assertThat(
                        RawHttp.exchange(
                                server.address(), head + "http://evil.example\r\n" + length + body))
                .contains("pages of other sites");
        assertThat(
                        RawHttp.exchange(
                                server.address(),
                                head + "http://localhost:6969\r\n" + length + body))
                .contains("must be signed");
    }

    @Test
    void saysThatATrackerWithoutCatalogueHasNone() {
        CatalogueClient foreign =
                new CatalogueClient(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/announce"));
        // Under /announce there is no catalogue, but a page that says so.
        assertThatThrownBy(foreign::list)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no catalogue");
    }
}
