package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Proxies;
import dunlin.protocol.bencode.BencodeWriter;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.tracker.RawHttp;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.TrackerServer.Audience;
import dunlin.tracker.TrackerServer.Config;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger reads what members shared, and looks for the tokens that let one announce. */
@Tag("attack")
class ReadingAttackTest {
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));
    private static final PeerKeyPair EVE = PeerKeyPair.random(new Random(2));
    private static final String TOKEN = "the-old-seedbox-42";
    private static final String OTHERS = "anothers-token-of-17";
    private static final Metainfo SECRET =
            Torrents.parse(Torrents.file("secret-plans", 50_000))
                    .with(
                            new Tiers(
                                    List.of(
                                            List.of(
                                                    "http://t:1/announce/" + TOKEN,
                                                    "udp://t:1/" + TOKEN + "/announce?x=1"),
                                            List.of("http://u:1/announce/" + OTHERS))));
    private static final String ID = SECRET.info().id().toString();

    @TempDir Path folder;
    private TrackerServer index;

    @BeforeEach
    void start() throws IOException {
        start(false);
        String torrent = new String(SECRET.encode(), ISO_8859_1);
        String target = "/api/v1/shares?sharedBy=anna";
        assertThat(RawHttp.signed(index.address(), ANNA, "POST", target, torrent))
                .contains(" 201 ")
                .doesNotContain(TOKEN);
    }

    private void start(boolean publicRead) throws IOException {
        Path members =
                Files.write(
                        folder.resolve("m"), List.of("key " + ANNA + " anna", "token " + TOKEN));
        Config config =
                new Config(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                        Duration.ofMinutes(2),
                        new Audience.MembersOf(members, publicRead),
                        List.of(),
                        false,
                        Config.FORGET_AFTER,
                        Proxies.NONE,
                        Optional.empty(),
                        Optional.empty());
        index = TrackerServer.start(config, folder.resolve("c.db"), new RecordedEvents());
    }

    @AfterEach
    void stop() {
        index.close();
    }

    private String ask(String target, String credential) throws IOException {
        String basic = Base64.getEncoder().encodeToString(credential.getBytes(US_ASCII));
        return RawHttp.exchange(
                index.address(),
                "GET "
                        + target
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic "
                        + basic
                        + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/search?q=secret",
                "/statistics",
                "/share/ID",
                "/share/ID/qr.svg",
                "/share/ID/pieces.svg",
                "/share/0000000000000000000000000000000000000000",
                "/feed.atom",
                "/feed.rss",
                "/metrics",
                "/api/v1/shares",
                "/api/v1/shares?q=secret-plans",
                "/api/v1/shares/ID",
                "/api/v1/shares/ID/torrent",
                "/api/v1/shares/ID/peers",
                "/api/v1/shares/ID/holders",
                "/api/v1/search?q=secret",
                "/api/v1/statistics",
                "/api/v1/events",
            })
    void onlyMembersRead(String path) throws IOException {
        String target = path.replace("ID", ID);
        for (String answer :
                List.of(
                        RawHttp.get(index.address(), target),
                        ask(target, ":" + OTHERS),
                        ask(target, ANNA + ":" + ANNA))) {
            assertThat(answer)
                    .startsWith("HTTP/1.1 401 ")
                    .containsIgnoringCase("WWW-Authenticate: Basic ")
                    .doesNotContain("secret-plans", ID, TOKEN);
        }
        assertThat(RawHttp.signed(index.address(), EVE, "GET", target, ""))
                .startsWith("HTTP/1.1 403 ");
        if (!path.endsWith("/events")) {
            assertThat(ask(target, "any:" + TOKEN)).doesNotContain(" 401 ", " 403 ", TOKEN);
            assertThat(RawHttp.signed(index.address(), ANNA, "GET", target, ""))
                    .doesNotContain(" 401 ", " 403 ", TOKEN);
        }
    }

    @Test
    void whoIsNoMemberAnyMoreFollowsNoMore() throws Exception {
        try (Socket follower =
                new Socket(index.address().getAddress(), index.address().getPort())) {
            follower.setSoTimeout(60_000);
            String basic = Base64.getEncoder().encodeToString((":" + TOKEN).getBytes(US_ASCII));
            follower.getOutputStream()
                    .write(
                            ("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                            + "Authorization: Basic "
                                            + basic
                                            + "\r\n\r\n")
                                    .getBytes(US_ASCII));
            InputStream events = follower.getInputStream();
            assertThat(events.readNBytes(15)).asString().contains(" 200 ");
            Files.write(folder.resolve("m"), List.of("key " + ANNA + " anna"));
            Files.setLastModifiedTime(
                    folder.resolve("m"), FileTime.from(Instant.now().plusSeconds(60)));
            String target = "/api/v1/shares?sharedBy=anna";
            Awaitility.await().until(() -> ask("/", ":" + TOKEN).startsWith("HTTP/1.1 401 "));
            String torrent = new String(Torrents.file("secret-next", 50_000), ISO_8859_1);
            assertThat(RawHttp.signed(index.address(), ANNA, "POST", target, torrent))
                    .contains(" 201 ");
            String rest = new String(events.readNBytes(4_000), ISO_8859_1);
            assertThat(rest).hasSizeLessThan(4_000).doesNotContain("secret-next");
        }
    }

    @Test
    void aMembersSignatureReadsNothingElse() throws IOException {
        String list = "/api/v1/shares";
        String one = "/api/v1/shares/" + ID;
        assertThat(RawHttp.signedFor(index.address(), ANNA, list, one)).startsWith("HTTP/1.1 403 ");
        assertThat(RawHttp.signedFor(index.address(), ANNA, one, one)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aStrangerDoesNotLearnFromChangingWhetherAShareIsThere() throws IOException {
        String none = "0".repeat(40);
        for (String method : List.of("DELETE", "PUT")) {
            String path = "/api/v1/shares/%s" + (method.equals("PUT") ? "/note" : "");
            assertThat(
                            RawHttp.body(
                                    RawHttp.signed(
                                            index.address(),
                                            EVE,
                                            method,
                                            path.formatted(none),
                                            "")))
                    .isEqualTo(
                            RawHttp.body(
                                    RawHttp.signed(
                                            index.address(), EVE, method, path.formatted(ID), "")));
        }
    }

    @Test
    void onlyMembersScrape() throws IOException {
        String query = "?info_hash=" + "%00".repeat(20);
        assertThat(RawHttp.get(index.address(), "/scrape" + query)).contains("members only");
        assertThat(RawHttp.get(index.address(), "/scrape/" + OTHERS + query))
                .contains("members only");
        assertThat(RawHttp.get(index.address(), "/scrape/" + TOKEN + query)).contains("5:files");
    }

    @Test
    void theIndexsOwnTokensGoIntoNoTorrentAndNoMagnet() throws IOException {
        String torrent = ask("/api/v1/shares/" + ID + "/torrent", ":" + TOKEN);
        BencodeWriter list = new BencodeWriter().list();
        list.list().text("http://t:1/announce").text("udp://t:1/announce?x=1").end();
        list.list().text("http://u:1/announce/" + OTHERS).end().end();
        assertThat(torrent).contains(new String(list.toBytes(), ISO_8859_1));
        assertThat(ask("/api/v1/shares/" + ID, ":" + TOKEN))
                .contains("tr=http:%2F%2Ft:1%2Fannounce&tr=", OTHERS)
                .doesNotContain(TOKEN);
    }

    @Test
    void whatIsNobodysSecretIsOpen() throws IOException {
        for (String path : List.of("/health", "/style.css", "/api/v1/openapi.json")) {
            assertThat(RawHttp.get(index.address(), path)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aPublicIndexOfMembersIsReadByAnyone() throws IOException {
        index.close();
        start(true);
        for (String path : List.of("/", "/api/v1/shares/" + ID, "/feed.rss", "/metrics")) {
            assertThat(RawHttp.get(index.address(), path))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain(TOKEN);
        }
    }
}
