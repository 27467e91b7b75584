package dunlin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.identity.SignedRequest.Bound;
import dunlin.tracker.Torrents;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two trackers side by side on one Redis Cluster and one PostgreSQL, each a process of its own. */
class TwoTrackersTest {
    private static final PeerKeyPair ANNA = PeerKeyPair.random(new Random(1));

    /** Longest time that a request may take, with some room for a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RedisServers redis;
    private static PostgresServer postgres;
    private static TrackerProcess first;
    private static TrackerProcess second;

    @BeforeAll
    static void startAll() throws Exception {
        redis = RedisServers.cluster(3, 1);
        postgres = PostgresServer.start();
        String catalogue = postgres.urlOfNewSchema();
        first = TrackerProcess.start(redis.url(), catalogue);
        second = TrackerProcess.start(redis.url(), catalogue);
    }

    @AfterAll
    static void stopAll() {
        for (AutoCloseable each : new AutoCloseable[] {first, second, postgres, redis}) {
            if (each != null) {
                close(each);
            }
        }
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static InfoHash swarm(int n) {
        byte[] bytes = new byte[InfoHash.LENGTH];
        new Random(n).nextBytes(bytes);
        return InfoHash.of(bytes);
    }

    private static HttpRequest.Builder request(TrackerProcess at, String target) {
        URI uri = URI.create("http://127.0.0.1:" + at.address().getPort() + target);
        return HttpRequest.newBuilder(uri).timeout(BOUND);
    }

    private static HttpResponse<byte[]> get(TrackerProcess at, String target) throws Exception {
        return HTTP.send(request(at, target).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static AnnounceResponse announce(TrackerProcess at, InfoHash swarm, int port, long left)
            throws Exception {
        String infoHash = HexFormat.of().withPrefix("%").formatHex(swarm.bytes());
        String target =
                "/announce?info_hash=%s&peer_id=%s&port=%d&uploaded=0&downloaded=0&left=%d&compact=1"
                        .formatted(infoHash, PeerId.PREFIX + "123456789012", port, left);
        return AnnounceResponse.parse(get(at, target).body());
    }

    private static List<Integer> portsTold(AnnounceResponse answer) {
        assertThat(answer).isInstanceOf(AnnounceResponse.Peers.class);
        return ((AnnounceResponse.Peers) answer)
                .addresses().stream().map(InetSocketAddress::getPort).toList();
    }

    @Test
    void peersOfOneTrackerAreToldByTheOther() throws Exception {
        InfoHash swarm = swarm(1);
        assertThat(portsTold(announce(first, swarm, 6001, 100))).isEmpty();
        assertThat(portsTold(announce(second, swarm, 6002, 0))).containsExactly(6001);
        assertThat(portsTold(announce(first, swarm, 6003, 100)))
                .containsExactlyInAnyOrder(6001, 6002);
    }

    @Test
    void whenATrackerIsKilledItsPeersGoOnWithTheOther() throws Exception {
        InfoHash swarm = swarm(2);
        announce(first, swarm, 6001, 0);
        announce(first, swarm, 6002, 100);
        first.kill();
        AnnounceResponse answer = announceAtAnyOf(List.of(first, second), swarm, 6002);
        assertThat(portsTold(answer)).containsExactly(6001);
        first.restart();
        // It knows at once what the other knows.
        assertThat(portsTold(announce(first, swarm, 6003, 100)))
                .containsExactlyInAnyOrder(6001, 6002);
    }

    /** As clients do (BEP 12): the first tracker that answers. */
    private static AnnounceResponse announceAtAnyOf(
            List<TrackerProcess> trackers, InfoHash swarm, int port) throws Exception {
        for (TrackerProcess tracker : trackers) {
            try {
                return announce(tracker, swarm, port, 100);
            } catch (ConnectException e) {
                // The next one.
            }
        }
        throw new IOException("no tracker answers");
    }

    @Test
    void whenARedisPrimaryIsKilledAnnouncesAreRefusedPlainlyUntilItsReplicaTakesOver()
            throws Exception {
        InfoHash swarm = swarm(3);
        announce(first, swarm, 6001, 0);
        int primary = redis.primaryOf(RedisServers.slotOf(swarm));
        redis.kill(primary);
        List<AnnounceResponse> refusals = new ArrayList<>();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    AnnounceResponse answer = announce(second, swarm, 6002, 100);
                    boolean taken = answer instanceof AnnounceResponse.Peers;
                    if (!taken) {
                        refusals.add(answer);
                    }
                    return taken;
                });
        assertThat(refusals)
                .allSatisfy(refusal ->
                        assertThat(((AnnounceResponse.Failure) refusal).reason())
                                .isEqualTo("the swarms cannot be reached just now"));
        announce(first, swarm, 6001, 0);
        assertThat(portsTold(announce(second, swarm, 6002, 100))).containsExactly(6001);
        redis.restart(primary);
        redis.awaitReady();
    }

    @Test
    void whenPostgresIsRestartedNothingRegisteredIsLostAndAnnouncesGoOn() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(register(i % 2 == 0 ? first : second, i)).isEqualTo(201);
        }
        postgres.kill();
        assertThat(get(first, "/api/v1/shares").statusCode()).isEqualTo(503);
        assertThat(register(second, 5)).isEqualTo(503);
        InfoHash swarm = swarm(4);
        announce(first, swarm, 6001, 0);
        assertThat(portsTold(announce(second, swarm, 6002, 100))).containsExactly(6001);
        postgres.restart();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> register(second, 5) == 201);
        for (TrackerProcess tracker : List.of(first, second)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(get(tracker, "/api/v1/shares").body())
                                    .asString()
                                    .contains("share0", "share1", "share2")
                                    .contains("share3", "share4", "share5"));
        }
    }

    /** The status of the answer. */
    private static int register(TrackerProcess at, int n) throws Exception {
        byte[] torrent = Torrents.file("share" + n, n + 1);
        String target = "/api/v1/shares?sharedBy=anna";
        long now = Instant.now().getEpochSecond();
        HttpRequest.Builder request =
                request(at, target).POST(HttpRequest.BodyPublishers.ofByteArray(torrent));
        Bound bound =
                new Bound(
                        IndexName.of(request.build().uri()).orElseThrow(),
                        SignedRequest.digest(torrent));
        SignedRequest.sign(ANNA, bound, "POST", target, now).headers().forEach(request::header);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
