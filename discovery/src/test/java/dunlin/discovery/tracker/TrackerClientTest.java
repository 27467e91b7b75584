package dunlin.discovery.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.NameLookup;
import dunlin.net.ScriptedServer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.announce.ScrapeRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrackerClientTest {
    private static final InfoHash HASH =
            InfoHash.of("\u0000\u00ff%& =+/?#abcdefghij".getBytes(ISO_8859_1));
    private static final String NOBODY = "d8:intervali60e5:peers0:e";

    private final TrackerClient client =
            new TrackerClient(
                    Optional.empty(),
                    List.of(),
                    NameLookup.SYSTEM,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2));

    private static AnnounceRequest request() {
        return new AnnounceRequest(
                HASH,
                PeerId.of("-DU0010-abcdefghijkl".getBytes(ISO_8859_1)),
                6881,
                0,
                0,
                5,
                Event.STARTED,
                OptionalInt.of(50),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of("anna"),
                Optional.empty());
    }

    private AnnounceResponse announce(ScriptedServer server) throws IOException, ProtocolException {
        return client.announce(server.announceUrl(), request());
    }

    private AnnounceResponse announce(String answer) throws IOException, ProtocolException {
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            return announce(server);
        }
    }

    @Test
    void sendsTheHashAsTheBytesItIs() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(NOBODY))) {
            announce(server);
            assertThat(server.targets)
                    .singleElement()
                    .asString()
                    .startsWith("/announce?info_hash=%00%FF%25%26%20%3D%2B%2F%3F%23abcdefghij&");
        }
    }

    @Test
    void readsAnswersInEveryShapeThatServersGiveThem() throws Exception {
        String peers = "d8:intervali60e5:peers6:\u0001\u0002\u0003\u0004\u0000Qe";
        List<String> answers =
                List.of(
                        ScriptedServer.ok(peers),
                        "HTTP/1.0 200 OK\r\n\r\n" + peers,
                        "HTTP/1.0 200\r\nContent-Length: 31\n\n" + peers,
                        "HTTP/1.1 100 Continue\r\n\r\n" + ScriptedServer.ok(peers),
                        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ScriptedServer.ok(peers),
                        "HTTP/1.1 203 Transformed\r\n\r\n" + peers,
                        "HTTP/1.1 206 Partial Content\r\n\r\n" + peers,
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + peers,
                        "HTTP/1.1 200 OK\r\nContent-Encoding: X-GZip\r\n\r\n" + gzip(peers),
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10;x=y\r\n"
                                + peers.substring(0, 16)
                                + "\r\nF\r\n"
                                + peers.substring(16)
                                + "\r\n0\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip(peers));
        for (String answer : answers) {
            assertThat(announce(answer))
                    .isInstanceOfSatisfying(
                            Peers.class,
                            found ->
                                    assertThat(found.addresses())
                                            .containsExactly(
                                                    new InetSocketAddress(
                                                            InetAddress.ofLiteral("1.2.3.4"), 81)));
        }
    }

    private static String gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(ISO_8859_1));
        }
        return packed.toString(ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\n\r\n<html>hello</html>', answers nonsense: a web page",
        "'HTTP/1.1 404 Not Found\r\n\r\n<html>', answers with HTTP status 404",
        "'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n', 'no number'",
        "'HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n', 'more than 1048576 bytes'",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n', 'no number'",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n', 'more than'",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n', 'longer than it says'",
        "'SSH-2.0-OpenSSH_9\r\n\r\n', not HTTP",
        "'HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n', other than the web",
        "'HTTP/1.1 302 Found\r\nLocation: http://%zz/\r\n\r\n', no URL",
        "'HTTP/1.1 302 Found\r\nLocation: /reboot\r\n\r\n', anything but /announce",
        "'HTTP/1.1 302 Found\r\nLocation: http://a:b@127.0.0.1/\r\n\r\n', other than the web",
    })
    void saysInOneLineWhatIsWrongWithAnAnswer(String answer, String reason) {
        assertThatThrownBy(() -> announce(answer))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesAGzipBomb() throws IOException {
        String bomb = gzip("d".repeat(50 << 20));
        assertThatThrownBy(
                        () -> announce("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb))
                .hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void refusesABodyOrHeadersWithoutEnd() throws IOException {
        byte[] line = "X-Filler: yes\r\n".repeat(100).getBytes(ISO_8859_1);
        for (String begin : List.of("HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\n")) {
            try (ScriptedServer server =
                    new ScriptedServer((target, out) -> {
                        out.write(begin.getBytes(ISO_8859_1));
                        while (true) {
                            out.write(line);
                        }
                    })) {
                assertThatThrownBy(() -> announce(server))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("more than");
            }
        }
    }

    @Test
    void givesUpOnAServerThatDrips() throws IOException {
        try (ScriptedServer server =
                new ScriptedServer((target, out) -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
                    while (true) {
                        out.write('d');
                        out.flush();
                        Thread.sleep(100);
                    }
                })) {
            assertThatThrownBy(() -> announce(server))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in time");
        }
    }

    @Test
    void followsARedirectToAnotherAnnounceButNotForEver() throws Exception {
        try (ScriptedServer good = ScriptedServer.answering(ScriptedServer.ok(NOBODY));
                ScriptedServer redirecting =
                        new ScriptedServer(
                                (target, out) -> out.write(redirect(good.port(), target)));
                ScriptedServer circular =
                        ScriptedServer.answering(
                                "HTTP/1.1 302 Found\r\nLocation: /announce?info_hash=1\r\n\r\n")) {
            assertThat(announce(redirecting)).isInstanceOf(Peers.class);
            assertThatThrownBy(() -> announce(circular)).hasMessageContaining("more than 5 times");
        }
    }

    private static byte[] redirect(int port, String target) {
        return ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + port + target + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    @Test
    void whatAPersonNamedMayBeOfThisMachineWithWhateverPathAndQuery() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(NOBODY))) {
            String url = server.announceUrl() + ".php?passkey=0123";
            assertThatThrownBy(() -> client.announce(url, request()))
                    .hasMessageContaining("local address");
            TrackerClient theirs = new TrackerClient(Optional.empty(), List.of(URI.create(url)));
            assertThat(theirs.announce(url, request())).isInstanceOf(Peers.class);
            assertThatThrownBy(() -> theirs.announce(server.announceUrl() + "?x=1", request()))
                    .hasMessageContaining("local address");
            assertThat(server.targets)
                    .singleElement()
                    .asString()
                    .startsWith("/announce.php?passkey=0123&info_hash=%00");
        }
    }

    @Test
    void reachesAHostWithAnUnderscore() throws Exception {
        NameLookup names =
                new NameLookup(host -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(NOBODY))) {
            String url = "http://my_tracker:" + server.port() + "/announce";
            TrackerClient client = new TrackerClient(Optional.empty(), List.of(), names);
            assertThat(client.announce(url, request())).isInstanceOf(Peers.class);
        }
    }

    @Test
    void readsAFailureReasonUnderAnotherStatusToo() throws Exception {
        assertThat(announce("HTTP/1.1 403 Forbidden\r\n\r\nd14:failure reason6:bannede"))
                .isEqualTo(new AnnounceResponse.Failure("banned"));
    }

    @Test
    void saysWhoRefusedTheConnection() throws IOException {
        int port = ScriptedServer.closedPort();
        assertThatThrownBy(
                        () -> client.announce("http://127.0.0.1:" + port + "/announce", request()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot connect to 127.0.0.1:" + port + ": Connection refused");
    }

    @Test
    void announcesFromTheAddressItIsBoundTo() throws Exception {
        InetAddress bind = InetAddress.ofLiteral("127.0.0.7");
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(NOBODY))) {
            new TrackerClient(Optional.of(bind)).announce(server.announceUrl(), request());
            assertThat(server.senders).containsExactly(bind);
        }
    }

    @Test
    void takesNoAddressesThatNobodyShouldDial() throws Exception {
        String packed =
                "\u007f\u0000\u0000\u0005\u0000Q"
                        + "\u0000\u0000\u0000\u0000\u0000Q"
                        + "\u00e0\u0000\u0000\u0001\u0000Q"
                        + "\u00a9\u00fe\u00a9\u00fe\u0000Q"
                        + "\u0001\u0002\u0003\u0004\u0000\u0000"
                        + "\u0001\u0002\u0003\u0004\u0000Q";
        // The tracker is on loopback itself, so its loopback peers are meant.
        assertThat(announce(ScriptedServer.ok("d8:intervali60e5:peers36:" + packed + "e")))
                .isInstanceOfSatisfying(
                        Peers.class,
                        peers ->
                                assertThat(peers.addresses())
                                        .extracting(a -> a.getAddress().getHostAddress())
                                        .containsExactly("127.0.0.5", "1.2.3.4"));
    }

    @Test
    void scrapes() throws Exception {
        String answer = "d5:filesd20:\u0000\u00ff%& =+/?#abcdefghijd8:completei7eeee";
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(answer))) {
            assertThat(
                            client.scrape(server.announceUrl(), new ScrapeRequest(List.of(HASH)))
                                    .swarms())
                    .hasEntrySatisfying(HASH, counts -> assertThat(counts.complete()).isEqualTo(7));
            assertThat(server.targets).first().asString().startsWith("/scrape?info_hash=");
        }
    }
}
