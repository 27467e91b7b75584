package dunlin.node.find;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Wanted;
import dunlin.node.index.Indexes;
import dunlin.protocol.metainfo.Tiers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FinderTest {
    private static final String HASH = "ab".repeat(20);
    private static final Tiers TRACKER = Tiers.each(List.of("udp://127.0.0.1:1337"));

    /** Of an index at a port where nobody listens, as with a tracker that speaks UDP only. */
    private static Finder finder(boolean tracked) throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        return finder(port, tracked);
    }

    private static Finder finder(int port, boolean tracked) {
        List<URI> index = List.of(URI.create("http://127.0.0.1:" + port));
        return new Finder(
                new Indexes(index, CatalogueClient.Reader.NOBODY, _ -> {}),
                TRACKER,
                true,
                _ -> tracked,
                Finder.Elsewhere.NOWHERE);
    }

    @Test
    void anInfoHashIsEnoughWhereOnlyATrackerKnowsIt() throws Exception {
        assertThat(finder(true).find(HASH, Optional.empty()))
                .isInstanceOfSatisfying(
                        Wanted.Linked.class,
                        linked -> assertThat(linked.trackers()).isEqualTo(TRACKER));
    }

    @Test
    void aTrackerThatAnswersWithAPageOfItsOwnHasNoCatalogue() throws Exception {
        HttpServer tracker =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tracker.createContext(
                "/",
                exchange -> {
                    byte[] page = "<html>tracker</html>".getBytes(US_ASCII);
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        tracker.start();
        try {
            assertThat(finder(tracker.getAddress().getPort(), true).find(HASH, Optional.empty()))
                    .isInstanceOf(Wanted.Linked.class);
        } finally {
            tracker.stop(0);
        }
    }

    @Test
    void saysThatTheIndexCannotBeReachedWhereNobodyKnowsIt() {
        assertThatThrownBy(() -> finder(false).find(HASH, Optional.empty()))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isInstanceOf(Why.IndexUnreachable.class));
    }
}
