package dunlin.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.cluster.Attempt;
import dunlin.cluster.RedisServers;
import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of announces when servers die, hang, restart and hand over. */
class RedisFailureTest {
    private static final Duration SILENCE = Duration.ofHours(1);

    /** Longest time that an announce may take, with some room for a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private static RedisServers redis;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisServers.cluster(3, 1);
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    /** A test may have left a node to find its way back. */
    @BeforeEach
    void awaitRedis() {
        redis.awaitReady();
    }

    private static Outcome announce(SwarmStore store, InfoHash infoHash) throws TrackerRejection {
        PeerSink nobody =
                new PeerSink() {
                    @Override
                    public void ipv4(int address, int port) {}

                    @Override
                    public void ipv6(long high, long low, int port) {}
                };
        return store.announce(
                SwarmStoreContract.announce(infoHash, 1, false, Event.NONE, 0, Instant.now()),
                nobody);
    }

    /** Some swarm in a range of slots. */
    private static InfoHash swarmIn(int firstSlot, int lastSlot) {
        return IntStream.range(0, 1_000_000)
                .mapToObj(n -> InfoHash.of(ByteBuffer.allocate(20).putInt(n).array()))
                .filter(hash -> SwarmKeys.of(hash).slot() >= firstSlot)
                .filter(hash -> SwarmKeys.of(hash).slot() <= lastSlot)
                .findFirst()
                .orElseThrow();
    }

    /** Announces until it is taken; every refusal on the way is plain and comes in time. */
    private static List<TrackerRejection> announceUntilTaken(SwarmStore store, InfoHash infoHash) {
        List<TrackerRejection> refusals = new ArrayList<>();
        Awaitility.await()
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Optional<TrackerRejection> refusal = tryOnce(store, infoHash);
                    refusal.ifPresent(refusals::add);
                    return refusal.isEmpty();
                });
        assertThat(refusals).allSatisfy(RedisFailureTest::isPlain);
        return refusals;
    }

    private static Optional<TrackerRejection> tryOnce(SwarmStore store, InfoHash infoHash) {
        Attempt attempt = () -> announce(store, infoHash);
        return attempt.refusalWithin(BOUND);
    }

    private static void isPlain(TrackerRejection refusal) {
        Attempt.assertIsAway(refusal, "the swarms cannot be reached just now");
    }

    @Test
    void aReplicaTakesOverForAPrimaryThatDiesWhileOtherSwarmsGoOn() throws Exception {
        try (SwarmStore store = RedisSwarmStore.open(redis.url(), SILENCE)) {
            InfoHash hit = swarmIn(0, 5_000);
            InfoHash well = swarmIn(6_000, 10_000);
            announce(store, hit);
            announce(store, well);
            int primary = redis.primaryOf(SwarmKeys.of(hit).slot());
            redis.kill(primary);
            assertThat(tryOnce(store, well)).isEmpty();
            announceUntilTaken(store, hit);
            assertThat(store.scrape(List.of(hit, well)))
                    .containsEntry(hit, new Counts(0, 0, 1))
                    .containsEntry(well, new Counts(0, 0, 1));
            redis.restart(primary);
            redis.awaitReady();
            assertThat(redis.primaryOf(SwarmKeys.of(hit).slot())).isNotEqualTo(primary);
        }
    }

    @Test
    void aPrimaryThatHangsHoldsUpNobodyForLong() throws Exception {
        try (SwarmStore store = RedisSwarmStore.open(redis.url(), SILENCE)) {
            InfoHash hit = swarmIn(6_000, 10_000);
            announce(store, hit);
            int primary = redis.primaryOf(SwarmKeys.of(hit).slot());
            redis.freeze(primary);
            try {
                if (tryOnce(store, hit).isPresent()) {
                    // Known to hang, it is not waited for again.
                    long began = System.nanoTime();
                    tryOnce(store, hit);
                    assertThat(Duration.ofNanos(System.nanoTime() - began))
                            .isLessThan(Duration.ofMillis(500));
                }
                announceUntilTaken(store, hit);
            } finally {
                redis.thaw(primary);
            }
            announceUntilTaken(store, hit);
        }
    }

    @Test
    void aSwarmIsFoundAfterItsSlotMoved() throws Exception {
        try (SwarmStore store = RedisSwarmStore.open(redis.url(), SILENCE)) {
            InfoHash stays = swarmIn(0, 0);
            InfoHash moves = swarmIn(10_923, 10_923);
            announce(store, moves);
            announce(store, stays);
            redis.moveLowestSlot(redis.primaryOf(10_923), redis.primaryOf(0));
            assertThat(store.scrape(List.of(moves, stays)))
                    .containsEntry(moves, new Counts(0, 0, 1))
                    .containsEntry(stays, new Counts(0, 0, 1));
            assertThat(announce(store, moves).incomplete()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatRestartsIsUsedAgainThoughItForgotTheScripts() throws Exception {
        try (RedisServers single = RedisServers.single();
                SwarmStore store = RedisSwarmStore.open(single.url(), SILENCE)) {
            InfoHash hash = SwarmStoreContract.SHARE;
            announce(store, hash);
            single.kill(0);
            assertThat(tryOnce(store, hash)).isPresent();
            single.restart(0);
            announceUntilTaken(store, hash);
            assertThat(announce(store, hash).incomplete()).isEqualTo(1);
        }
    }

    @Test
    void manySwarmsAreAskedForTogetherAgainAfterAnOutage() throws Exception {
        try (RedisServers single = RedisServers.single();
                SwarmStore store = RedisSwarmStore.open(single.url(), SILENCE)) {
            List<InfoHash> many =
                    IntStream.range(0, 1_200).mapToObj(SwarmStoreContract::hash).toList();
            assertThat(store.scrape(many)).hasSize(1_200);
            single.kill(0);
            assertThatThrownBy(() -> store.scrape(many))
                    .isInstanceOfSatisfying(TrackerRejection.class, RedisFailureTest::isPlain);
            single.restart(0);
            announceUntilTaken(store, many.getFirst());
            Awaitility.await()
                    .atMost(RECOVERY)
                    .ignoreExceptions()
                    .until(() -> store.scrape(many).size() == 1_200);
        }
    }

    @Test
    void silentPeersAreToldAfterAnOutage() throws Exception {
        try (RedisServers single = RedisServers.single();
                SwarmStore store = RedisSwarmStore.open(single.url(), SILENCE)) {
            announce(store, SwarmStoreContract.SHARE);
            Instant silentSince = Instant.now().plusSeconds(10);
            List<SwarmStore.Gone> gone = new ArrayList<>();
            single.freeze(0);
            assertThatThrownBy(() -> store.expire(silentSince, gone::add))
                    .isInstanceOf(TrackerRejection.class);
            single.thaw(0);
            Awaitility.await()
                    .atMost(RECOVERY)
                    .ignoreExceptions()
                    .until(() -> {
                        store.expire(silentSince, gone::add);
                        return gone.size() == 1;
                    });
        }
    }
}
