package dunlin.tracker.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Proxies;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.tracker.OpenIndex;
import dunlin.tracker.RawHttp;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.TrackerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceHttpTest {
    private static final String HASH = "%00%01%02%03%ff%fe%fd%fc%25%26%3d%20%0a%0dabcdef";
    private static final String QUERY = "?info_hash=" + HASH + "&peer_id=-XX0001-abcdefghijkl";

    @TempDir Path folder;
    private final RecordedEvents events = new RecordedEvents();
    private TrackerServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpenIndex.start(folder, events);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String get(String target) throws IOException {
        return RawHttp.get(server.address(), target);
    }

    @Test
    void introducesTwoPeersToEachOther() throws Exception {
        get("/announce" + QUERY + "&port=7001&left=0&event=started");
        String answer = get("/announce" + QUERY + "&port=7002&left=9&event=started");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Content-Length");
        AnnounceResponse peers = AnnounceResponse.parse(RawHttp.body(answer).getBytes(ISO_8859_1));
        assertThat(peers)
                .isInstanceOfSatisfying(
                        AnnounceResponse.Peers.class,
                        found ->
                                assertThat(found.addresses())
                                        .containsExactly(
                                                new InetSocketAddress(
                                                        server.address().getAddress(), 7001)));
    }

    @Test
    void writesDictionariesWhenThePeerWantsNoPackedAddresses() throws IOException {
        get("/announce" + QUERY + "&port=7001&left=0");
        assertThat(get("/announce" + QUERY + "&port=7002&left=9&compact=0"))
                .contains("peersld2:ip9:127.0.0.14:porti7001eee");
    }

    @Test
    void scrapes() throws IOException {
        get("/announce" + QUERY + "&port=7001&left=0");
        assertThat(RawHttp.body(get("/scrape?info_hash=" + HASH)))
                .startsWith("d5:filesd20:")
                .endsWith("d8:completei1e10:downloadedi0e11:downloadersi0e10:incompletei0eeee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&left=18446744073709551615&uploaded=18446744073709551615",
                "&numwant=99999999999",
                "&ip=host.example.org",
                "&event=Started",
                "&event=unheard-of",
                "&key=a&key=b&left=1&left=2",
                "&name=%ff&key=%",
            })
    void answersWhateverOtherClientsSayBesides(String odd) throws IOException {
        get("/announce" + QUERY + "&port=7001&left=0");
        assertThat(get("/announce" + QUERY + "&port=7002&left=9&compact=0" + odd))
                .contains("peersld2:ip9:127.0.0.14:porti7001eee");
        assertThat(get("/announce/" + QUERY + "&port=7003&left=9&compact=0" + odd))
                .contains("porti7001e");
    }

    @ParameterizedTest
    @CsvSource({
        "/announce, info_hash is missing",
        "/announce?info_hash=abc, 'info_hash has 3 bytes, 20 belong there'",
        "/announce?info_hash=%zz, 'info_hash has 3 bytes, 20 belong there'",
        "/scrape, 'a scrape without an info_hash'",
    })
    void tellsAFailureInBencodeUnderStatus200(String target, String reason) throws IOException {
        assertThat(get(target))
                .startsWith("HTTP/1.1 200 ")
                .contains("d14:failure reason")
                .contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void refusesOtherMethods(String method) throws IOException {
        assertThat(RawHttp.request(server.address(), method, "/announce", "x"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET, HEAD")
                .contains("{\"error\":\"this takes GET, HEAD only\"}");
    }

    @Test
    void saysThatNothingIsAtUnknownPaths() throws IOException {
        assertThat(get("/nothing/here")).startsWith("HTTP/1.1 404 ").contains("Nothing is here");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET /announce\r\n\r\n",
                "GET /announce HTTP/9.9\r\n\r\n",
                "GET announce HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /announce HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n",
                "GET /%zz/../<script> HTTP/1.1\r\nHost: a\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n\r\n",
            })
    void refusesMalformedHttpWithoutQuotingIt(String request) throws IOException {
        assertThat(RawHttp.exchange(server.address(), request))
                .doesNotContain("<script>", "Exception", "\tat ")
                .matches("(?s)HTTP/1.1 (4..|505) .*");
        assertThat(get("/scrape?info_hash=" + HASH)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesAQueryThatIsTooLong() throws IOException {
        assertThat(get("/announce?x=" + "a".repeat(100_000))).startsWith("HTTP/1.1 414 ");
        assertThat(get("/announce?x=" + "a".repeat(5_000))).contains("at most 2048");
    }

    @Test
    void answersOldAndCarelessClients() throws IOException {
        assertThat(RawHttp.exchange(server.address(), "GET /scrape HTTP/1.0\n\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("without an info_hash");
        assertThat(
                        RawHttp.exchange(
                                server.address(),
                                "GET http://tracker:6969/scrape HTTP/1.1\r\nHost: tracker:6969\r\n"
                                        + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("without an info_hash");
    }

    @Test
    void asksAPeerOfOurKindWhoItIsBeforeItIsRefusedForGood() throws Exception {
        PeerKeyPair anna = PeerKeyPair.ofSeed(new byte[32]);
        Path members = Files.writeString(folder.resolve("members"), "key " + anna + " anna\n");
        stop();
        server =
                TrackerServer.start(
                        new TrackerServer.Config(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                                Duration.ofMinutes(2),
                                new TrackerServer.Audience.MembersOf(members, false),
                                List.of(),
                                false,
                                Duration.ofDays(30),
                                Proxies.NONE,
                                Optional.empty(),
                                Optional.empty()),
                        folder.resolve("members.db"),
                        events);
        String ours = QUERY.replace("-XX0001-", "-DU0001-") + "&port=7001&left=0";
        String refusal = "14:failure reason";
        assertThat(get("/announce" + QUERY + "&port=7001")).contains("d" + refusal);
        assertThat(get("/announce" + ours)).contains("d9:asks namei1e" + refusal);
        assertThat(get("/announce" + ours + "&name=anna")).contains("d" + refusal);
        long until = Instant.now().getEpochSecond() + 3_600;
        IndexName index = new IndexName("127.0.0.1", server.address().getPort());
        AnnounceRequest shown =
                AnnounceRequest.parse(ours.substring(1))
                        .with(AnnounceCredential.sign(anna, index, "anna", 7001, until));
        assertThat(get("/announce?" + shown.toQuery())).contains("8:completei1e");
    }
}
