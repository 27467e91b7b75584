package dunlin.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.web.HttpResponse;
import dunlin.web.HttpSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Starting and closing. */
@Isolated("it counts the threads of the process")
class HttpServerTest {
    private static final String END = " HTTP/1.1\r\nHost: a\r\n\r\n";

    /** Some of other tests may still be ending. */
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    /** Platform threads; those that are not, the test sees by what they were doing. */
    private List<String> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.contains("http") || name.contains("onnector"))
                .toList();
    }

    @Test
    void leavesNothingBehindWhenItCloses() throws Exception {
        TestServer server = new TestServer();
        try (WireClient idle = new WireClient(server.http);
                WireClient begun = new WireClient(server.http);
                WireClient kept = new WireClient(server.http);
                WireClient stream = new WireClient(server.http);
                WireClient deaf = new WireClient(server.http)) {
            begun.send("GET /announ");
            assertThat(kept.send("GET /" + END).answer().body()).isEqualTo("hello");
            assertThat(stream.send("GET /stream" + END).answer().status()).isEqualTo(200);
            deaf.send("GET /large" + END);
            Awaitility.await().until(() -> server.answersBegun.get() == 1);
            int port = server.http.address().getPort();
            server.close();
            // The port is free: even a socket that insists on it gets it.
            try (ServerSocket next = new ServerSocket()) {
                next.setReuseAddress(true);
                next.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            }
            assertThat(idle.rest() + begun.rest() + kept.rest()).matches("(<reset>)*");
            assertThat(stream.rest()).matches("(<reset>)?");
            assertThat(deaf.rest()).hasSizeLessThan(40 << 20);
            assertThat(server.streamsEnded).hasValue(1);
            assertThat(server.answersEnded).hasValue(1);
        }
        Awaitility.await().untilAsserted(() -> assertThat(newThreads()).isEmpty());
        assertThatThrownBy(() -> new WireClient(server.http)).isInstanceOf(ConnectException.class);
        server.close();
    }

    @Test
    void startsTheLibraryOnlyWhenItIsNeeded() throws Exception {
        try (TestServer server = new TestServer()) {
            WireClient.ask(server.http, "GET /announce" + END);
            assertThat(newThreads()).noneMatch(name -> name.startsWith("http-web"));
            WireClient.ask(server.http, "GET /" + END);
            assertThat(newThreads()).anyMatch(name -> name.startsWith("http-web"));
        }
    }

    @Test
    void saysWhichAddressIsTaken() throws IOException {
        try (TestServer server = new TestServer()) {
            assertThatThrownBy(() ->
                            HttpServer.start(
                                    server.http.address(),
                                    (kind, token, query, sender) -> new byte[0],
                                    request -> HttpResponse.json(200, "{}"),
                                    HttpSettings.of(TestServer.LIMITS)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "cannot listen on 127.0.0.1 port " + server.http.address().getPort());
        }
    }
}
