package dunlin.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.linux.LinuxTcp;
import dunlin.tracker.http.WireClient.Answer;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything but announces. */
class WebServerTest {
    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";
    private static final String END = HOST + "\r\n";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer ask(String request) throws IOException {
        return WireClient.ask(server.http, request);
    }

    @Test
    void keepsTheConnectionForTheNextRequest() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send("GET /name?name=" + i + END).answer().body())
                        .isEqualTo(i + "\n");
            }
            client.send("GET /" + HOST + "Connection: close\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void answersAtOnceAlsoWhenTheSystemKeepsBackWhatIsWritten() throws IOException {
        boolean tuned = LinuxTcp.tune(server.http.address());
        assertThat(tuned).isEqualTo(System.getProperty("os.name").equals("Linux"));
        try (WireClient client = new WireClient(server.http)) {
            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(client.send("GET /" + END).answer().body()).isEqualTo("hello");
            }
            // The system would hold back each of them for 200 ms.
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void readsBodiesWithALengthAndInChunks() throws IOException {
        assertThat(ask("POST /echo" + HOST + "Content-Length: 5\r\n\r\nhello").body())
                .isEqualTo("hello");
        String chunks = "3;x=y\r\nhel\r\n0002\r\nlo\r\n0\r\nTrailer: x\r\n\r\n";
        assertThat(ask("POST /echo" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + chunks).body())
                .isEqualTo("hello");
        assertThat(ask("POST /echo" + END).body()).isEmpty();
    }

    @Test
    void tellsAClientThatWaitsToGoOn() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            client.send("POST /echo" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(100);
            assertThat(client.send("hi").answer().body()).isEqualTo("hi");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 1001, 413",
        "Content-Length: 999999999999999999, 413",
        "Content-Encoding: gzip, 415",
        "'Content-Length: 3\r\nContent-Encoding: br', 415",
    })
    void refusesABodyBeforeItComes(String header, int status) throws IOException {
        Answer answer = ask("POST /echo" + HOST + header + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\"}\n");
    }

    @Test
    void tellsWhenAnotherTryMakesSense() throws IOException {
        Answer answer = ask("GET /busy" + END);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("{\"error\":\"too often\"}\n");
        assertThat(answer.headers()).containsEntry("retry-after", "2");
    }

    @Test
    void refusesChunksThatAddUpToTooMuch() throws IOException {
        String chunks = "190\r\n" + "x".repeat(400) + "\r\n";
        assertThat(
                        ask("POST /echo"
                                        + HOST
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + chunks.repeat(10))
                                .status())
                .isEqualTo(413);
    }

    @Test
    void theRefusalReachesAClientThatIsStillSending() throws IOException {
        String head = "POST /echo" + HOST + "Content-Length: 900000\r\n\r\n";
        try (WireClient client = new WireClient(server.http)) {
            client.send(head + "x".repeat(900_000));
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.send("GET /" + END).answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void keepsItsDefectsAndItsNameToItself() throws IOException {
        Answer answer = ask("GET /defect" + END);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"this could not be answered\"}\n");
        assertThat(answer.headers()).doesNotContainKeys("server", "x-powered-by");
        assertThat(ask("GET /" + END).headers())
                .doesNotContainKeys("server", "x-powered-by")
                .containsEntry("x-content-type-options", "nosniff");
    }

    @Test
    void answersAHeadRequestWithoutABody() throws IOException {
        String end = HOST + "Connection: close\r\n\r\n";
        assertThat(WireClient.exchange(server.http, "HEAD /" + end))
                .contains("Content-Length: 5")
                .endsWith("\r\n\r\n");
        assertThat(WireClient.exchange(server.http, "HEAD /stream" + end)).endsWith("\r\n\r\n");
    }

    @Test
    void decodesParametersAndRefusesBrokenOnes() throws IOException {
        assertThat(ask("GET /name?x=1&name=K%C3%A4the+B" + END).body())
                .isEqualTo("K\u00c3\u00a4the B\n");
        assertThat(ask("GET /name?name=%C3%4" + END).status()).isEqualTo(400);
    }

    @Test
    void handlesRequestsOnVirtualThreads() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            // The first is handed over with its bytes, the second is read by the library.
            assertThat(client.send("GET /thread" + END).answer().body()).isEqualTo("true\n");
            assertThat(client.send("GET /thread" + END).answer().body()).isEqualTo("true\n");
        }
    }

    @Test
    void streamsPiecesAsTheyComeToBe() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            Answer head = client.send("GET /stream" + END).answer();
            assertThat(head.headers())
                    .containsEntry("transfer-encoding", "chunked")
                    .containsEntry("content-type", "text/event-stream");
            for (String piece : new String[] {"data: 1\n\n", "data: 2\n\n"}) {
                server.pieces.add(piece);
                assertThat(client.chunk()).isEqualTo(piece);
            }
            server.pieces.add("");
            assertThat(client.chunk()).isEmpty();
            assertThat(client.line()).isEmpty();
            assertThat(client.send("GET /" + END).answer().body()).isEqualTo("hello");
        }
    }

    @Test
    void aStreamOutlivesTheTimesThatOtherAnswersHave() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            client.send("GET /stream" + END);
            Duration longer = TestServer.LIMITS.exchange().plus(TestServer.LIMITS.head());
            Awaitility.await().pollDelay(longer).until(() -> true);
            server.pieces.add("still here");
            client.answer();
            assertThat(client.chunk()).isEqualTo("still here");
        }
    }

    @Test
    void endsAStreamWhoseClientIsGone() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            server.pieces.add("first");
            client.send("GET /stream" + END).answer();
        }
        Awaitility.await()
                .until(() -> {
                    server.pieces.add("more");
                    return server.streamsEnded.get() == 1;
                });
    }

    @Test
    void endsAStreamWhoseClientDoesNotRead() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            client.send("GET /stream" + END);
            server.pieces.add("x".repeat(40 << 20));
            Awaitility.await().until(() -> server.streamsEnded.get() == 1);
            assertThat(client.rest()).hasSizeLessThan(40 << 20);
        }
    }

    @Test
    void boundsTheNumberOfStreams() throws IOException {
        try (WireClient one = new WireClient(server.http);
                WireClient two = new WireClient(server.http)) {
            server.pieces.add("1");
            server.pieces.add("2");
            assertThat(one.send("GET /stream" + END).answer().status()).isEqualTo(200);
            assertThat(two.send("GET /stream" + END).answer().status()).isEqualTo(200);
            assertThat(ask("GET /stream" + END).status()).isEqualTo(503);
            server.pieces.add("");
            Awaitility.await().until(() -> server.streamsEnded.get() == 1);
            server.pieces.add("3");
            assertThat(ask("GET /stream" + END).status()).isEqualTo(200);
        }
    }
}
