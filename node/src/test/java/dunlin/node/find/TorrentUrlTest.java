package dunlin.node.find;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TorrentUrlTest {
    private static final String MAGNET = "magnet:?xt=urn:btih:" + "ab".repeat(20);

    private HttpServer server;
    private String base;

    @BeforeEach
    void startAServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        Map<String, String> redirects =
                Map.of(
                        "/moved",
                        "/t",
                        "/loop",
                        "/loop",
                        "/file",
                        "file:///etc/passwd",
                        "/link",
                        MAGNET);
        server.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    if (redirects.containsKey(path)) {
                        exchange.getResponseHeaders().add("Location", redirects.get(path));
                        exchange.sendResponseHeaders(302, -1);
                    } else if (path.equals("/t")) {
                        exchange.sendResponseHeaders(200, 3);
                        exchange.getResponseBody().write(new byte[] {1, 2, 3});
                    } else if (path.equals("/packed")) {
                        exchange.getResponseHeaders().add("Content-Encoding", "gzip");
                        exchange.sendResponseHeaders(200, 0);
                        try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
                            out.write(new byte[] {1, 2, 3});
                        }
                    } else if (path.equals("/dripping")) {
                        exchange.sendResponseHeaders(200, 1_000_000);
                        drip(exchange.getResponseBody());
                    } else if (path.equals("/endless")) {
                        exchange.sendResponseHeaders(200, 0);
                        byte[] chunk = new byte[1 << 20];
                        for (int i = 0; i < 100; i++) {
                            exchange.getResponseBody().write(chunk);
                        }
                    } else {
                        exchange.sendResponseHeaders(404, -1);
                    }
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stopIt() {
        server.stop(0);
    }

    @Test
    void fetchesAndFollowsRedirects() throws Exception {
        assertThat(torrent("/t")).containsExactly(1, 2, 3);
        assertThat(torrent("/moved")).containsExactly(1, 2, 3);
    }

    private byte[] torrent(String path) throws Exception {
        return ((TorrentUrl.Torrent) new TorrentUrl().fetch(base + path)).bytes();
    }

    @Test
    void unpacksWhatIsPackedOnTheWay() throws Exception {
        assertThat(torrent("/packed")).containsExactly(1, 2, 3);
    }

    @Test
    void takesAMagnetLinkInPlaceOfATorrent() throws Exception {
        assertThat(new TorrentUrl().fetch(base + "/link")).isEqualTo(new TorrentUrl.Link(MAGNET));
    }

    @Test
    void refusesLoopsOtherSchemesAndWhatIsTooLong() {
        for (String path : new String[] {"/loop", "/file", "/endless"}) {
            assertThatThrownBy(() -> new TorrentUrl().fetch(base + path))
                    .as(path)
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void saysWhatIsMissingAndWhatCannotBeReached() {
        assertThatThrownBy(() -> new TorrentUrl().fetch(base + "/none"))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isInstanceOf(Why.NothingAt.class));
        server.stop(0);
        assertThatThrownBy(() -> new TorrentUrl().fetch(base + "/t"))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isInstanceOf(Why.WebUnreachable.class));
    }

    /** A byte now and then, until the other side has enough. */
    private static void drip(OutputStream out) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            out.write(i);
            out.flush();
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void cutsABodyOffThatDripsBeyondTheTimeForAllOfIt() {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> new TorrentUrl(Duration.ofMillis(500)).fetch(base + "/dripping"))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isInstanceOf(Why.WebUnreachable.class));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }
}
