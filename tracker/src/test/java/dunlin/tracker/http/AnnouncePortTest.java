package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.tracker.http.WireClient.Answer;
import dunlin.web.ListeningSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Announces, on the fast path and beside it. */
class AnnouncePortTest {
    private static final String END = " HTTP/1.1\r\nHost: a\r\n\r\n";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersAndCloses() throws IOException {
        assertThat(WireClient.exchange(server.http, "GET /announce?a=%ff" + END))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
                                + "X-Content-Type-Options: nosniff\r\nConnection: close\r\n"
                                + "Content-Length: 25\r\n\r\nANNOUNCE()a=%ff@127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /scrape?x, SCRAPE()x@127.0.0.1",
        "GET /tok/announce?x, ANNOUNCE(tok)x@127.0.0.1",
        "GET http://a/tok/announce?x, ANNOUNCE(tok)x@127.0.0.1",
        "GET /announce/tok?x?y, ANNOUNCE(tok)x?y@127.0.0.1",
        "GET /announce, ANNOUNCE()@127.0.0.1",
        "GET /announce?%zz, ANNOUNCE()%zz@127.0.0.1",
        "GET http://a/announce?%zz, ANNOUNCE()%zz@127.0.0.1",
        "GET /announce?defect, d14:failure reason32:the index failed to answer this!e",
        "GET http://a/announce?defect, d14:failure reason32:the index failed to answer this!e",
    })
    void answersUnderEveryPathThatIsMeant(String request, String body) throws IOException {
        Answer answer = WireClient.ask(server.http, request + END);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
    }

    @Test
    void answersAHeadWithoutTheBody() throws IOException {
        String request = "HEAD /announce?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assertThat(WireClient.exchange(server.http, request))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Content-Length: 21")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"})
    void refusesOtherMethods(String method) throws IOException {
        Answer answer = WireClient.ask(server.http, method + " /announce" + END);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
        assertThat(answer.body()).isEqualTo("{\"error\":\"this takes GET, HEAD only\"}\n");
    }

    @Test
    void answersAnAnnounceThatComesInPieces() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            client.dribble("GET /tok/announce?x" + END, 1_000_000);
            assertThat(client.answer().body()).isEqualTo("ANNOUNCE(tok)x@127.0.0.1");
        }
    }

    @Test
    void answersAClientThatHasNothingMoreToSend() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            client.send("GET /announce?x" + END).noMoreToSend();
            assertThat(client.rest()).endsWith("ANNOUNCE()x@127.0.0.1");
        }
    }

    @Test
    void answersAllOfSeveralAnnouncesThatComeAtOnce() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            client.send("GET /announce?1" + END + "GET /announce?2" + END);
            assertThat(client.answer().body()).isEqualTo("ANNOUNCE()1@127.0.0.1");
            assertThat(client.answer().body()).isEqualTo("ANNOUNCE()2@127.0.0.1");
        }
    }

    @Test
    void sendsAnAnswerThatIsLongerThanTheSystemsBuffer() throws IOException {
        byte[] huge = "x".repeat(8 << 20).getBytes(US_ASCII);
        AtomicBoolean onTheFastPath = new AtomicBoolean();
        server.close();
        server =
                new TestServer((kind, token, query, sender) -> {
                    onTheFastPath.compareAndSet(false, !Thread.currentThread().isVirtual());
                    return huge;
                });
        Awaitility.await()
                .until(() -> {
                    assertThat(WireClient.ask(server.http, "GET /announce" + END).body())
                            .hasSize(huge.length);
                    return onTheFastPath.get();
                });
    }

    @Test
    void callsAHandlerThatMayWaitOnAVirtualThread() throws IOException {
        server.close();
        for (boolean mayWait : new boolean[] {false, true}) {
            server = new TestServer(new OnThread(mayWait));
            // One whose request was not there yet when it was accepted gets a thread of its own
            // too.
            Awaitility.await()
                    .until(
                            () -> WireClient.ask(server.http, "GET /announce" + END).body(),
                            ("virtual: " + mayWait)::equals);
            server.close();
        }
    }

    private record OnThread(boolean mayWait) implements AnnounceHandler {
        @Override
        public byte[] answer(Kind kind, String token, String query, InetAddress sender) {
            String thread = "virtual: " + Thread.currentThread().isVirtual();
            return thread.getBytes(US_ASCII);
        }
    }

    @Test
    void answersManyAtOnceOnAllItsThreads() throws Exception {
        int clients = 20;
        int each = 100; // more than enough for the options of the system to be asked for
        Set<String> threads = ConcurrentHashMap.newKeySet();
        AtomicInteger answered = new AtomicInteger();
        server.close();
        server =
                new TestServer((kind, token, query, sender) -> {
                    threads.add(Thread.currentThread().getName());
                    return query.getBytes(US_ASCII);
                });
        Thread[] running = new Thread[clients];
        for (int i = 0; i < clients; i++) {
            running[i] =
                    Thread.startVirtualThread(() -> {
                        for (int n = 0; n < each; n++) {
                            answered.addAndGet(isAnswered("n=" + n) ? 1 : 0);
                        }
                    });
        }
        for (Thread thread : running) {
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
        assertThat(answered).hasValue(clients * each);
        threads.removeIf(name -> !name.startsWith("http-accept-"));
        try (ListeningSockets as = new ListeningSockets(TestServer.ANYWHERE)) {
            assertThat(threads).hasSameSizeAs(as.sockets());
        }
    }

    private boolean isAnswered(String query) {
        try {
            String request = "GET /announce?" + query + END;
            return WireClient.ask(server.http, request).body().equals(query);
        } catch (IOException e) {
            return false;
        }
    }
}
