package dunlin.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.linux.LinuxTcp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client does, it is refused or cut off, and the others are answered meanwhile. */
class HostileClientsTest {
    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";
    private static final String END = HOST + "\r\n";
    private static final String LAST = HOST + "Connection: close\r\n\r\n";
    private static final String POST = "POST /echo" + HOST + "Connection: close\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    /** Long before any deadline takes a hostile client out of the way. */
    private static final Duration PROMPTLY = TestServer.LIMITS.head().dividedBy(2);

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A good client announces, in one piece and in two, and asks for the page. */
    private void othersAreAnswered() throws IOException {
        long start = System.nanoTime();
        assertThat(WireClient.ask(server.http, "GET /announce?x" + END).body())
                .isEqualTo("ANNOUNCE()x@127.0.0.1");
        try (WireClient client = new WireClient(server.http)) {
            client.send("GET /announ").send("ce?x" + END);
            assertThat(client.answer().body()).isEqualTo("ANNOUNCE()x@127.0.0.1");
        }
        assertThat(WireClient.ask(server.http, "GET /" + END).body()).isEqualTo("hello");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPTLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "\r\n\r\n\r\n\r\n",
                "GET\r\n\r\n",
                "GET /\r\n\r\n",
                "GET /announce\r\n",
                "GET / HTTP/0.9\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET nothing" + LAST,
                "GET /%zz" + LAST,
                "GET /../../etc/passwd" + LAST,
                "GET /..%2f..%2fetc" + LAST,
                "GET /a%00b" + LAST,
                "GET /a\u0000b" + LAST,
                "GET / HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "CONNECT a:443" + LAST,
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "\u0013BitTorrent protocol\u0000\u0000\u0000\u0000\u0000\u0010\u0000\u0005",
                POST + "Content-Length: -5\r\n\r\n-5",
                POST + "Content-Length: 5x\r\n\r\nhello",
                POST + "Content-Length: +5\r\n\r\nhello",
                POST + "Content-Length: 99999999999999999999\r\n\r\nhello",
                POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: nonsense\r\n\r\n0\r\n\r\n",
                CHUNKED + "-5\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "xyz\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                CHUNKED + "5\r\nhelloNO END\r\n0\r\n\r\n",
                CHUNKED + ";\r\n\r\n",
            })
    void refusesWhatIsMalformedWithoutQuotingIt(String request) throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            client.send(request);
            String answer = client.rest();
            assertThat(answer)
                    .doesNotContain("HTTP/1.1 2", "Exception", "\tat ", "etc", "jetty")
                    .matches("(?s)(HTTP/1.1 (4..|501|505) .*)?(<reset>)?");
        }
        othersAreAnswered();
    }

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 6\r\nContent-Length: 5', 400",
        "'Content-Length: 5, 6', 400",
        "'Content-Length: 5\r\nTransfer-Encoding: chunked', 400",
        "'Transfer-Encoding: chunked\r\nContent-Length: 5', 400",
        "'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', 400",
        "'Transfer-Encoding : chunked', 400",
        "'Content-Length: 5\nTransfer-Encoding: chunked', 400",
    })
    void smugglesNoSecondRequestIn(String headers, int status) throws IOException {
        String smuggled = "0\r\n\r\nGET /name?name=smuggled" + END;
        String answers;
        try (WireClient client = new WireClient(server.http)) {
            client.send(POST + headers + "\r\n\r\n" + smuggled);
            answers = client.rest();
        }
        assertThat(answers).startsWith("HTTP/1.1 " + status).doesNotContain("smuggled");
        othersAreAnswered();
    }

    @Test
    void refusesHeadsWithoutEnd() throws IOException {
        String fields = "X: " + "x".repeat(1_000) + "\r\n";
        assertThat(WireClient.exchange(server.http, "GET /" + HOST + fields.repeat(20)))
                .startsWith("HTTP/1.1 431 ");
        assertThat(WireClient.exchange(server.http, "GET /" + "x".repeat(20_000)))
                .startsWith("HTTP/1.1 414 ");
        assertThat(WireClient.exchange(server.http, "GET /announce?" + "x".repeat(20_000)))
                .startsWith("HTTP/1.1 414 ");
        othersAreAnswered();
    }

    @Test
    void cutsOffWhoSendsAByteNowAndThen() throws Exception {
        String[] beginnings = {
            "GET /announce?x HTTP/1.1\r\nX: ",
            "GET / HTTP/1.1\r\nX: ",
            POST + "Content-Length: 1000\r\n\r\n",
            CHUNKED + "3e8\r\n",
            CHUNKED + "80000000\r\n",
            CHUNKED + "100000005\r\n",
        };
        List<WireClient> all = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        long pause = TimeUnit.MILLISECONDS.toNanos(20);
        try {
            for (String beginning : beginnings) {
                WireClient slow = new WireClient(server.http).send(beginning);
                all.add(slow);
                senders.add(
                        Thread.startVirtualThread(() -> slow.dribble("x".repeat(1_000), pause)));
            }
            othersAreAnswered();
            for (WireClient slow : all) {
                assertThat(slow.rest()).matches("(?s)(HTTP/1.1 4.*)?(<reset>)?");
            }
            for (Thread sender : senders) {
                assertThat(sender.join(Duration.ofSeconds(60))).isTrue();
            }
        } finally {
            for (WireClient slow : all) {
                slow.close();
            }
        }
    }

    @Test
    void cutsOffASlowHeadOnAConnectionThatWasKept() throws IOException {
        try (WireClient slow = new WireClient(server.http)) {
            assertThat(slow.send("GET /" + END).answer().body()).isEqualTo("hello");
            slow.dribble("GET /" + HOST + "X: " + "x".repeat(200), 20_000_000);
            assertThat(slow.rest()).matches("(<reset>)?");
        }
        othersAreAnswered();
    }

    @Test
    void cutsOffWhoDoesNotReadItsAnswer() throws IOException {
        try (WireClient deaf = new WireClient(server.http)) {
            deaf.send("GET /large" + END);
            othersAreAnswered();
            Awaitility.await().until(() -> server.answersEnded.get() == 1);
            assertThat(deaf.rest()).hasSizeLessThan(40 << 20);
        }
    }

    @Test
    void hundredsThatSendNothingTakeNobodysPlace() throws IOException {
        List<WireClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                idle.add(new WireClient(server.http));
                if (i % 100 == 99) {
                    // Some still come in, and push out whoever waited longest; then they have.
                    Awaitility.await()
                            .ignoreExceptionsInstanceOf(IOException.class)
                            .untilAsserted(this::othersAreAnswered);
                }
            }
            for (WireClient client : idle) {
                assertThat(client.rest()).matches("(<reset>)?");
            }
        } finally {
            for (WireClient client : idle) {
                client.close();
            }
        }
    }

    @Test
    void hundredsThatSendNothingTakeNobodysPlaceAlsoWhenTheSystemHoldsThemBack() throws Exception {
        LinuxTcp.tune(server.http.address());
        List<WireClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                idle.add(new WireClient(server.http));
            }
            othersAreAnswered();
            // When it lets them go one after the other, they are too many for their places.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        othersAreAnswered();
                        return idle.getLast().rest().matches("(<reset>)?");
                    });
        } finally {
            for (WireClient client : idle) {
                client.close();
            }
        }
    }

    @Test
    void hundredsInTheMiddleOfARequestTakeNobodysPlace() throws IOException {
        List<WireClient> slow = new ArrayList<>();
        String[] beginnings = {"GET /announce?x", "GET / HTTP/1.1\r\n", "GET /" + END};
        try {
            for (int i = 0; i < 300; i++) {
                slow.add(new WireClient(server.http));
                slow.getLast().send(beginnings[i % beginnings.length]);
                if (i % 100 == 99) {
                    othersAreAnswered();
                }
            }
        } finally {
            for (WireClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void whoAsksManyThingsAtOnceGetsThemInOrder() throws IOException {
        try (WireClient client = new WireClient(server.http)) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                requests.append("GET /name?name=").append(i).append(END);
            }
            client.send(requests.toString());
            for (int i = 0; i < 200; i++) {
                assertThat(client.answer().body()).isEqualTo(i + "\n");
            }
        }
    }
}
