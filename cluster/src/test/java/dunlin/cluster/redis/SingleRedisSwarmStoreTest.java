package dunlin.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dunlin.cluster.RedisServers;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Change;
import dunlin.tracker.store.SwarmStore.Gone;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.SwarmStore.Totals;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a store on Redis does beyond the contract; on one server, where it shows best. */
class SingleRedisSwarmStoreTest extends SwarmStoreContract {
    private static final Duration SILENCE = Duration.ofHours(1);
    private static final String INFO_KEY = "dunlin:{" + SHARE + "}";

    private static RedisServers redis;

    @BeforeAll
    static void startRedis() throws Exception {
        redis = RedisServers.single();
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected SwarmStore open() throws Exception {
        SwarmStore store = RedisSwarmStore.open(redis.url(), SILENCE);
        redis.clear(); // of the secret too, which the store knows by now
        return store;
    }

    private static PeerAddress ipv6(int n) {
        return new PeerAddress(0x2001_0db8_0000_0000L | n, 1, 6881);
    }

    private static Announce from(PeerAddress address, Role role, Event event, Instant now) {
        return new Announce(
                SHARE, address, Optional.empty(), role, event, 0, 0, false, now.getEpochSecond());
    }

    @Test
    void allTrackersOnItHaveOneSecret() throws Exception {
        redis.clear();
        try (SwarmStore one = RedisSwarmStore.open(redis.url(), SILENCE);
                SwarmStore other = RedisSwarmStore.open(redis.url(), SILENCE)) {
            byte[] secret = one.sharedSecret().orElseThrow();
            assertThat(secret)
                    .hasSize(SwarmStore.SECRET_LENGTH)
                    .isNotEqualTo(new byte[SwarmStore.SECRET_LENGTH]);
            assertThat(other.sharedSecret()).hasValue(secret);
            redis.clear();
            try (SwarmStore later = RedisSwarmStore.open(redis.url(), SILENCE)) {
                assertThat(later.sharedSecret().orElseThrow()).isNotEqualTo(secret);
            }
        }
    }

    @Test
    void anAnnounceIsOneScript() throws Exception {
        leecher(1);
        redis.ask(0, "CONFIG", "RESETSTAT");
        for (int i = 0; i < 20; i++) {
            leecher(i);
        }
        String statistics = redis.ask(0, "INFO", "commandstats");
        assertThat(statistics)
                .contains("cmdstat_evalsha:calls=20,")
                .doesNotContain("cmdstat_eval:");
    }

    @Test
    void anAnnounceTakesTheSilentOutOfItsSwarmAndExpiryTellsOfThem() throws Exception {
        seeder(1);
        leecher(2);
        Instant later = NOON.plus(SILENCE).plusSeconds(1);
        Result result = send(announce(SHARE, 3, false, Event.STARTED, 50, later));
        assertThat(result.chosen()).isEmpty();
        assertThat(result.complete()).isZero();
        assertThat(result.incomplete()).isEqualTo(1);
        assertThat(redis.ask(0, "HLEN", INFO_KEY).strip()).isEqualTo("1");
        List<Gone> gone = new ArrayList<>();
        store.expire(later.minus(SILENCE), gone::add);
        assertThat(gone)
                .extracting(Gone::address, Gone::complete, Gone::incomplete)
                .containsExactlyInAnyOrder(tuple(peer(1), 0, 1), tuple(peer(2), 0, 1));
    }

    @Test
    void aCrowdThatFellSilentAtOnceIsNeitherCountedNorDrawnAndGoesByAndBy() throws Exception {
        for (int i = 0; i < 400; i++) {
            send(announce(SHARE, i, false, Event.STARTED, 0, NOON));
        }
        Instant later = NOON.plus(SILENCE).plusSeconds(1);
        seederAt(500, later);
        send(announce(SHARE, 502, false, Event.STARTED, 0, later));
        Result result = send(announce(SHARE, 501, false, Event.STARTED, 50, later));
        assertThat(result.chosen()).contains(peer(500)).isSubsetOf(peer(500), peer(502));
        assertThat(result.incomplete()).isEqualTo(2);
        assertThat(store.scrape(List.of(SHARE))).containsEntry(SHARE, new Counts(1, 0, 2));
        assertThat(store.peers(SHARE, 1_000)).hasSize(3);
        List<Gone> gone = new ArrayList<>();
        store.expire(later.minus(SILENCE), gone::add);
        assertThat(gone).extracting(Gone::address).hasSize(400).doesNotHaveDuplicates();
        assertThat(redis.ask(0, "HLEN", INFO_KEY).strip()).isEqualTo("3");
    }

    private void seederAt(int n, Instant now) throws TrackerRejection {
        send(announce(SHARE, n, true, Event.STARTED, 0, now));
    }

    @Test
    void theServerForgetsASwarmThatNobodyAnnouncesInAnyMore() throws Exception {
        seeder(1);
        leecher(2);
        send(from(ipv6(3), Role.PARTIAL_SEED, Event.STARTED, NOON));
        for (String key : redis.ask(0, "KEYS", "*").lines().toList()) {
            int seconds = Integer.parseInt(redis.ask(0, "TTL", key).strip());
            assertThat(Duration.ofSeconds(seconds)).isBetween(SILENCE, SILENCE.plusMinutes(2));
        }
        assertThat(redis.ask(0, "DBSIZE").strip()).isEqualTo("4");
    }

    @Test
    void ofASwarmThatEveryoneLeftOnlyTheGoodbyesAreKeptForHalfAMinute() throws Exception {
        leecher(1);
        send(announce(SHARE, 1, true, Event.COMPLETED, 0, NOON));
        send(announce(SHARE, 1, true, Event.STOPPED, 0, NOON));
        String key = redis.ask(0, "KEYS", "*").strip();
        assertThat(key).isEqualTo("dunlin:{" + SHARE + "}g");
        assertThat(Integer.parseInt(redis.ask(0, "TTL", key).strip())).isBetween(1, 30);
    }

    @Test
    void drawsFromSeedersAndLeechersAlikeHoweverManyThereAreOfEach() throws Exception {
        for (int i = 0; i < 60; i++) {
            send(announce(SHARE, i, i < 9, Event.STARTED, 0, NOON));
        }
        Map<PeerAddress, Integer> drawn = drawn(600, 10);
        // 100 expected of each; 150 or 50 is more than five standard deviations off.
        assertThat(drawn).hasSize(60);
        assertThat(drawn.values()).allSatisfy(times -> assertThat(times).isBetween(50, 150));
        int seeders = IntStream.range(0, 9).map(i -> drawn.getOrDefault(peer(i), 0)).sum();
        assertThat(seeders).isBetween(800, 1_000);
    }

    @Test
    void doesNotCountItselfWhenItDraws() throws Exception {
        seeder(1);
        leecher(2);
        Map<PeerAddress, Integer> drawn = drawn(600, 1);
        // 300 expected of each: 60 is about five standard deviations.
        assertThat(drawn.get(peer(1))).isBetween(240, 360);
        assertThat(drawn.get(peer(2))).isBetween(240, 360);
    }

    /** How often each was drawn when a leecher asked so many times for so many. */
    private Map<PeerAddress, Integer> drawn(int times, int want) throws TrackerRejection {
        Map<PeerAddress, Integer> drawn = new HashMap<>();
        for (int i = 0; i < times; i++) {
            List<PeerAddress> chosen =
                    send(announce(SHARE, 99, false, Event.NONE, want, NOON)).chosen();
            assertThat(chosen).hasSize(want).doesNotContain(peer(99));
            chosen.forEach(peer -> drawn.merge(peer, 1, Integer::sum));
        }
        return drawn;
    }

    @Test
    void asksEachFamilyForItsOwnNumber() throws Exception {
        for (int i = 0; i < 30; i++) {
            leecher(i);
            send(from(ipv6(i), Role.LEECHER, Event.STARTED, NOON));
        }
        List<PeerAddress> chosen =
                send(new Announce(
                                SHARE,
                                ipv6(99),
                                Optional.empty(),
                                Role.LEECHER,
                                Event.STARTED,
                                3,
                                20,
                                false,
                                NOON.getEpochSecond()))
                        .chosen();
        assertThat(chosen).filteredOn(PeerAddress::isIpv4).hasSize(3);
        assertThat(chosen).filteredOn(peer -> !peer.isIpv4()).hasSize(20).doesNotContain(ipv6(99));
    }

    @Test
    void aPartialSeedCountsAsIncompleteButIsOfferedToNobodyWhoWantsNothing() throws Exception {
        send(from(peer(1), Role.PARTIAL_SEED, Event.STARTED, NOON));
        leecher(2);
        Result seeder = send(announce(SHARE, 3, true, Event.NONE, 50, NOON));
        assertThat(seeder.chosen()).containsExactly(peer(2));
        assertThat(seeder.incomplete()).isEqualTo(2);
        assertThat(leecher(2).chosen()).containsExactlyInAnyOrder(peer(1), peer(3));
        assertThat(store.peers(SHARE, 10))
                .extracting(AnnouncedPeer::role)
                .containsExactly(Role.SEEDER, Role.PARTIAL_SEED, Role.LEECHER);
    }

    @Test
    void putsPeersOfTheSameSubnetFirstIfAsked() throws Exception {
        for (int i = 0; i < 60; i++) {
            send(
                    from(
                            PeerAddress.ipv4(0x0a000000 + (i << 8) + 1, 6881),
                            Role.LEECHER,
                            Event.STARTED,
                            NOON));
        }
        for (int i = 10; i < 15; i++) {
            send(from(PeerAddress.ipv4(0x0a000000 + i, 6881), Role.SEEDER, Event.STARTED, NOON));
        }
        PeerAddress asking = PeerAddress.ipv4(0x0a000000 + 99, 6881);
        List<PeerAddress> chosen =
                send(new Announce(
                                SHARE,
                                asking,
                                Optional.empty(),
                                Role.LEECHER,
                                Event.STARTED,
                                20,
                                0,
                                true,
                                NOON.getEpochSecond()))
                        .chosen();
        assertThat(chosen).hasSize(20).doesNotHaveDuplicates().doesNotContain(asking);
        assertThat(chosen.subList(0, 6)).allMatch(peer -> peer.ipv4() >>> 8 == 0x0a0000);
    }

    @Test
    void takesNamesAsTheyCome() throws Exception {
        String name = "} \" ' \\ redis.call('FLUSHALL') \u00e9\u4e2d";
        send(
                new Announce(
                        SHARE,
                        peer(1),
                        Optional.of(name),
                        Role.LEECHER,
                        Event.STARTED,
                        0,
                        0,
                        false,
                        NOON.getEpochSecond()));
        assertThat(store.peers(SHARE, 10))
                .extracting(AnnouncedPeer::displayName)
                .containsExactly(name);
        List<Gone> gone = new ArrayList<>();
        store.expire(NOON.plusSeconds(1), gone::add);
        assertThat(gone).extracting(Gone::name).containsExactly(Optional.of(name));
    }

    @Test
    void isRightAgainAfterTheServerEvictedPartOfASwarm() throws Exception {
        leecher(1);
        leecher(2);
        redis.ask(0, "DEL", INFO_KEY);
        assertThat(store.peers(SHARE, 10)).hasSize(2);
        Result result = send(announce(SHARE, 1, true, Event.NONE, 50, NOON));
        assertThat(result.complete()).isEqualTo(1);
        assertThat(result.incomplete()).isEqualTo(1);
        redis.ask(0, "DEL", INFO_KEY + "l4");
        assertThat(leecher(2).incomplete()).isEqualTo(1);
    }

    @Test
    void refusesNewPeersWhenTheServersMemoryIsFullAndServesThoseItHas() throws Exception {
        seeder(1);
        leecher(2);
        redis.ask(0, "CONFIG", "SET", "maxmemory", "1");
        try {
            assertThatThrownBy(() -> leecher(3))
                    .isInstanceOfSatisfying(
                            TrackerRejection.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(Reason.FULL);
                                assertThat(e.retryIn()).isPresent();
                            })
                    .hasMessage("this index is full");
            Result known = leecher(2);
            assertThat(known.chosen()).containsExactly(peer(1));
            assertThat(known.incomplete()).isEqualTo(1);
            assertThat(send(announce(SHARE, 1, true, Event.STOPPED, 0, NOON)).change())
                    .isEqualTo(Change.LEFT);
        } finally {
            redis.ask(0, "CONFIG", "SET", "maxmemory", "0");
        }
        assertThat(leecher(3).incomplete()).isEqualTo(2);
    }

    @Test
    void knowsAboutHowMuchItHolds() throws Exception {
        for (int i = 0; i < 30; i++) {
            send(announce(hash(i), 1, false, Event.STARTED, 0, NOON));
            send(announce(hash(i), 1, true, Event.COMPLETED, 0, NOON));
            send(announce(hash(i), 2, false, Event.STARTED, 0, NOON));
        }
        redis.ask(0, "SET", "somebody else's", "thing");
        assertThat(store.totals()).isEqualTo(new Totals(30, 60));
    }

    @Test
    void estimatesHowMuchItHoldsWhenItIsMuch() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            send(announce(hash(i), 1, false, Event.STARTED, 0, NOON));
        }
        assertThat(store.totals().swarms()).isBetween(4_500L, 5_500L);
        assertThat(store.totals().peers()).isBetween(4_500L, 5_500L);
    }

    @Test
    void saysInOneLineThatNobodyAnswers() {
        assertThatThrownBy(() -> RedisSwarmStore.open("redis://anna:secret@127.0.0.1:1", SILENCE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot use redis://127.0.0.1:1: ")
                .hasMessageNotContainingAny("\n", "secret", "anna");
    }

    @Test
    void saysInOneLineThatThePasswordIsWrong() throws Exception {
        redis.ask(0, "ACL", "SETUSER", "anna", "on", ">right", "~*", "+@all");
        String host = "@127.0.0.1:" + redis.port(0);
        RedisSwarmStore.open("redis://anna:right" + host, SILENCE).close();
        assertThatThrownBy(() -> RedisSwarmStore.open("redis://anna:secret" + host, SILENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("WRONGPASS")
                .hasMessageNotContainingAny("\n", "secret", "anna");
    }

    @Test
    void takesSeveralHostsOnlyOfACluster() {
        assertThatThrownBy(() -> RedisSwarmStore.open(redis.url() + ",127.0.0.1:1", SILENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it is no Cluster");
    }
}
