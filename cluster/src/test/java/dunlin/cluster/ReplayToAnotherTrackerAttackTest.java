package dunlin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Proxies;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.identity.SignedRequest.Bound;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.TrackerServer.Audience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two trackers are one index, of one name and on one catalogue: a request is sent to both. */
@Tag("attack")
@ExtendWith(SharedPostgres.class)
class ReplayToAnotherTrackerAttackTest {
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] TORRENT = Torrents.file("films.iso", 50_000);
    private static final String SHARES = "/api/v1/shares";

    private static TrackerServer tracker(String catalogue) throws IOException {
        TrackerServer.Config config =
                new TrackerServer.Config(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Duration.ofMinutes(2),
                        new Audience.Anyone(),
                        List.of(),
                        false,
                        Duration.ofDays(30),
                        Proxies.NONE,
                        Optional.empty(),
                        Optional.of(URI.create("http://index.example")));
        return TrackerServer.start(
                config,
                TrackerServer.swarms(),
                Stores.openCatalogue(catalogue),
                Optional.empty(),
                event -> {});
    }

    private static SignedRequest signed(String method, String target, byte[] body) {
        Bound bound = new Bound(new IndexName("index.example", 80), SignedRequest.digest(body));
        return SignedRequest.sign(ANNA, bound, method, target, Instant.now().getEpochSecond());
    }

    private static int send(
            TrackerServer to, String method, String target, byte[] body, SignedRequest signed)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + to.address().getPort() + target);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(body));
        signed.headers().forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void whatOneTrackerTookTheOtherRefuses(PostgresServer postgres) throws Exception {
        String catalogue = postgres.urlOfNewSchema();
        try (TrackerServer first = tracker(catalogue);
                TrackerServer second = tracker(catalogue)) {
            String register = SHARES + "?sharedBy=anna";
            SignedRequest registration = signed("POST", register, TORRENT);
            assertThat(send(first, "POST", register, TORRENT, registration)).isEqualTo(201);

            String share = SHARES + "/" + Torrents.id(TORRENT);
            SignedRequest withdrawal = signed("DELETE", share, new byte[0]);
            assertThat(send(second, "DELETE", share, new byte[0], withdrawal)).isEqualTo(200);

            // What was withdrawn must not come back, nor what is shared anew disappear.
            assertThat(send(second, "POST", register, TORRENT, registration)).isEqualTo(403);
            String again = register + "&nonce=1";
            assertThat(send(first, "POST", again, TORRENT, signed("POST", again, TORRENT)))
                    .isEqualTo(201);
            assertThat(send(first, "DELETE", share, new byte[0], withdrawal)).isEqualTo(403);
        }
    }
}
