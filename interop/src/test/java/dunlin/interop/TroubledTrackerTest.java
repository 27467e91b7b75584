package dunlin.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dunlin.interop.Dunlin.Fetched;
import dunlin.interop.Dunlin.Index;
import dunlin.interop.Dunlin.Shared;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A tracker that is down, slow or answers nonsense: the fetch goes on with what there is, and says
 * so.
 */
class TroubledTrackerTest extends LabTest {
    private Path file;
    private Dunlin seed;

    @BeforeEach
    void makeAFile() throws Exception {
        file = Fixtures.randomFile(lab.folder("content").resolve("data.bin"), 2 * Fixtures.MIB);
        seed = dunlin();
    }

    @Test
    void aTrackerThatIsDownIsNamedWhileAPeerThatIsKnownGivesAll() throws Exception {
        String nobody = "http://127.0.0.1:" + Host.freePort();

        Program get = fetchFromKnownPeer(nobody);

        assertThat(said(get)).contains(nobody);
    }

    @Test
    void aTrackerThatAnswersAWebPageIsNamedWhileAPeerThatIsKnownGivesAll() throws Exception {
        String page = webPage();

        Program get = fetchFromKnownPeer(page);

        assertThat(said(get)).contains(page);
    }

    @Test
    void aTrackerThatNeverAnswersDoesNotHoldUpAPeerThatIsKnown() throws Exception {
        fetchFromKnownPeer(silent());
    }

    @Test
    void anotherTrackerHelpsWhereOneAnswersAWebPageAndOneNeverAnswers() throws Exception {
        Index index = seed.tracker();
        seed.share(file, "--tracker", index.url());
        String[] trackers = {
            "--tracker", silent(), "--tracker", webPage(), "--tracker", index.url()
        };
        Path torrent = seed.create(file, trackers);

        Fetched fetched = dunlin().fetch(torrent.toString(), lab.folder("fetched"));

        assertThat(fetched.path()).hasSameBinaryContentAs(file);
    }

    @Test
    void aShareIsServedWithoutItsTrackerWhichIsNamed() throws Exception {
        String nobody = "http://127.0.0.1:" + Host.freePort();
        Shared shared = seed.share(file, "--tracker", nobody);

        assertThat(said(shared.program())).contains(nobody);
        dunlin().fetch(shared.magnet(), lab.folder("fetched"), "--peer", shared.address());
    }

    private Program fetchFromKnownPeer(String tracker) throws Exception {
        Shared shared = seed.share(file);
        Path torrent = seed.create(file, "--tracker", tracker);
        Program get =
                dunlin().get(torrent.toString(), lab.folder("fetched"), "--peer", shared.address());
        assertThat(Dunlin.awaitFetched(get).path()).hasSameBinaryContentAs(file);
        return get;
    }

    private static String said(Program program) {
        return String.join("\n", program.errors());
    }

    /** Takes connections into its backlog and says nothing, ever. */
    private String silent() throws IOException {
        var server = lab.closeLater(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private String webPage() throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = "<html><body>Welcome to the hotel's network!</body></html>".getBytes(UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getResponseHeaders().add("Content-Type", "text/html");
                        exchange.sendResponseHeaders(200, page.length);
                        exchange.getResponseBody().write(page);
                    }
                });
        server.start();
        lab.closeLater(() -> server.stop(0));
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
