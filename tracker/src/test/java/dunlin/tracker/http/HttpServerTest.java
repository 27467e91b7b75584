package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.tracker.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
    private static final int MAX_BODY = 1_000;
    private static final InetSocketAddress LISTEN =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server =
                HttpServer.start(
                        LISTEN,
                        HttpServerTest::answer,
                        new HttpServer.Limits(4, Duration.ofSeconds(1)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static HttpResponse answer(HttpRequest request) throws HttpRefusal, IOException {
        return switch (request.path()) {
            case "/echo" -> new HttpResponse(200, "text/plain", request.body(MAX_BODY));
            case "/name" -> HttpResponse.json(200, request.parameter("name").orElse("none"));
            case "/large" -> new HttpResponse(200, "text/plain", new byte[40 << 20]);
            case "/defect" -> throw new IllegalStateException("secret");
            default -> HttpResponse.json(200, "{}");
        };
    }

    private String send(String request) throws IOException {
        return RawHttp.exchange(server.address(), request);
    }

    @Test
    void readsABodyOfTheLengthThatItsHeadTells() throws IOException {
        assertThat(send("POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloMORE"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void tellsAClientThatWaitsToGoOn() throws IOException {
        assertThat(
                        send(
                                "POST /echo HTTP/1.1\r\nContent-Length: 2\r\n"
                                        + "Expect: 100-continue\r\n\r\nhi"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: -5, 400",
        "Content-Length: 5x, 400",
        "Content-Length: 99999999999999999999, 400",
        "Content-Length: 999999999999999999, 413",
        "Content-Length: 1001, 413",
        "Transfer-Encoding: chunked, 411",
        "X-Nothing: 1, 411",
        "'Content-Length: 1\r\nContent-Length: 2', 400",
        "'Content-Length: 1\r\nTransfer-Encoding: chunked', 400",
        "no header, 400",
    })
    void refusesABodyWithoutAUsableLength(String header, int status) throws IOException {
        assertThat(send("POST /echo HTTP/1.1\r\n" + header + "\r\n\r\n-5\r\nabc"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("{\"error\":\"");
    }

    @Test
    void theRefusalReachesAClientThatIsStillSending() throws IOException {
        String body = "x".repeat(500_000);
        assertThat(send("POST /echo HTTP/1.1\r\nContent-Length: 500000\r\n\r\n" + body))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void keepsItsDefectsToItself() throws IOException {
        assertThat(send("GET /defect HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("secret", "Exception");
    }

    @Test
    void answersAHeadRequestWithoutABody() throws IOException {
        assertThat(send("HEAD / HTTP/1.1\r\n\r\n"))
                .contains("Content-Length: 3")
                .endsWith("\r\n\r\n");
    }

    @Test
    void decodesParametersAndRefusesBrokenOnes() throws IOException {
        assertThat(send("GET /name?x=1&name=K%C3%A4the+B HTTP/1.1\r\n\r\n"))
                .endsWith("K\u00c3\u00a4the B\n");
        assertThat(send("GET /name?name=%C3%4 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void refusesAHeadWithoutEnd() throws IOException {
        assertThat(send("GET / HTTP/1.1\r\nX: " + "x".repeat(20_000))).startsWith("HTTP/1.1 431 ");
        assertThat(
                        send(
                                "GET / HTTP/1.1\r\n"
                                        + "X-%d: 1\r\n".repeat(101).formatted(counting())
                                        + "\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    private static Object[] counting() {
        Object[] numbers = new Object[101];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    @Test
    void closesOnAClientThatSendsTooSlowly() throws IOException {
        try (Socket slow = connect()) {
            slow.getOutputStream().write("GET / HT".getBytes(ISO_8859_1));
            // No answer but the end, well before the socket's own timeout.
            assertThat(readsTheEnd(slow)).isTrue();
        }
    }

    @Test
    void closesOnAClientThatDoesNotReadItsAnswer() throws IOException {
        try (Socket deaf = connect()) {
            deaf.getOutputStream().write("GET /large HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> send("GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void servesOthersAfterIdleConnectionsTookEveryPlace() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                idle.add(connect());
            }
            assertThat(send("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void leavesNothingOpenWhenItCloses() throws IOException {
        try (Socket open = connect()) {
            open.getOutputStream().write("GET".getBytes(ISO_8859_1));
            server.close();
            assertThat(readsTheEnd(open)).isTrue();
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void saysWhichAddressIsTaken() {
        assertThatThrownBy(() ->
                        HttpServer.start(
                                server.address(),
                                HttpServerTest::answer,
                                new HttpServer.Limits(1, Duration.ofSeconds(1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "cannot listen on 127.0.0.1 port " + server.address().getPort());
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static boolean readsTheEnd(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
