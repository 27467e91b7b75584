package dunlin.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.AddressRange;
import dunlin.net.Proxies;
import dunlin.tracker.http.WireClient.Answer;
import dunlin.web.HttpSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A few addresses take all there is, and keep it by doing next to nothing. */
@Tag("attack")
class CrowdAttackTest {
    private static final String END = " HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String BODY =
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nx";
    private static final int PLACES = TestServer.LIMITS.connections();

    private final List<WireClient> crowd = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws IOException {
        for (WireClient client : crowd) {
            client.close();
        }
        server.close();
    }

    private WireClient attacker(String address, String request) throws IOException {
        WireClient client = new WireClient(server.http, address);
        crowd.add(client.send(request));
        return client;
    }

    @Test
    void halfABodyOnEveryConnectionOfFourAddressesKeepsNobodyFromThePage() throws IOException {
        for (int i = 0; i < PLACES; i++) {
            attacker("127.0.0." + (2 + i % 4), BODY);
        }
        Awaitility.await().until(() -> server.bodiesBegun.get() >= PLACES);
        for (int i = 0; i < 5; i++) {
            assertThat(WireClient.ask(server.http, "GET /" + END).body()).isEqualTo("hello");
        }
    }

    @Test
    void whoTakesAllStreamsFromOneAddressGivesTheOldestToANewcomer() throws IOException {
        WireClient oldest = attacker("127.0.0.2", "GET /stream" + END);
        assertThat(oldest.answer().status()).isEqualTo(200);
        WireClient younger = attacker("127.0.0.2", "GET /stream" + END);
        assertThat(younger.answer().status()).isEqualTo(200);

        Answer more = attacker("127.0.0.2", "GET /stream" + END).answer();
        assertThat(more.status()).isEqualTo(503);
        assertThat(more.headers()).containsKey("retry-after");
        assertThat(attacker("127.0.0.3", "GET /stream" + END).answer().status()).isEqualTo(200);
        assertThat(oldest.rest()).matches("[0\r\n]*(<reset>)?");
        // Now each has one: a third address is told to wait, and takes nobody's.
        assertThat(attacker("127.0.0.4", "GET /stream" + END).answer().status()).isEqualTo(503);
    }

    @Test
    void whoGetsNoConnectionIsToldToComeAgain() throws IOException {
        for (int i = 0; i < PLACES; i++) {
            attacker("127.0.0.2", BODY);
        }
        Awaitility.await().until(() -> server.bodiesBegun.get() >= PLACES);
        Answer answer = attacker("127.0.0.2", "GET /" + END).answer();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("retry-after");
    }

    @Test
    void whoTakesAllThatAnAddressMayThroughAProxyKeepsNobodyElseOfItOut() throws IOException {
        server.close();
        Proxies proxies = new Proxies(List.of(AddressRange.parse("127.0.0.2")));
        server = new TestServer(new HttpSettings(TestServer.LIMITS, proxies, Optional.empty()));
        String eve = "\r\nX-Forwarded-For: 127.0.0.1, 203.0.113.66";
        int most = TestServer.LIMITS.perAddress();
        for (int i = 0; i < most; i++) {
            attacker("127.0.0.2", BODY.replace("\r\nHost", eve + "\r\nHost"));
        }
        Awaitility.await().until(() -> server.bodiesBegun.get() >= most);
        String page = END.replace("\r\nHost", eve + "\r\nHost");
        assertThat(attacker("127.0.0.2", "GET /" + page).answer().status()).isEqualTo(503);
        WireClient other = attacker("127.0.0.2", "GET /" + page.replace("113.66", "113.7"));
        assertThat(other.answer().body()).isEqualTo("hello");
        // The connection is the proxy's: next it may be anyone's.
        assertThat(other.send("GET /" + page).answer().status()).isEqualTo(503);
        assertThat(other.send("GET /" + page.replace("113.66", "113.8")).answer().body())
                .isEqualTo("hello");
    }

    @Test
    void aBodyThatDripsLosesItsConnectionLongBeforeItsTimeIsOver() throws IOException {
        haveAllTheTime();
        WireClient slow = attacker("127.0.0.2", BODY);
        Thread drip = Thread.startVirtualThread(() -> slow.dribble("x".repeat(800), 50_000_000));
        assertThat(slow.rest()).matches("(?s)(HTTP/1.1 4.*)?(<reset>)?");
        drip.interrupt();
    }

    @Test
    void whoTakesNothingOfAnAnswerLosesItsConnectionLongBeforeItsTimeIsOver() throws IOException {
        haveAllTheTime();
        attacker("127.0.0.2", "GET /large" + END);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.answersEnded.get() == 1);
    }

    private void haveAllTheTime() throws IOException {
        server.close();
        server = new TestServer(HttpSettings.of(TestServer.PATIENT));
    }
}
