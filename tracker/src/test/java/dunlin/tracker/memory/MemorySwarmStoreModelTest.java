package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Change;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store beside a plain map that does the same in the simplest way, through a long life. */
class MemorySwarmStoreModelTest {
    private static final Duration SILENCE = Duration.ofMinutes(75);

    /** What the map knows of a peer. */
    private record Known(Role role, Optional<String> name, long since, long heard) {}

    private final Map<InfoHash, Map<PeerAddress, Known>> model = new HashMap<>();
    private final Map<InfoHash, Integer> completed = new HashMap<>();
    private final Map<String, Long> departed = new HashMap<>();
    private long now = Instant.parse("2026-01-01T12:00:00Z").getEpochSecond();

    /** Takes what is drawn, each once. */
    private static final class Drawn implements PeerSink {
        final List<PeerAddress> ipv4 = new ArrayList<>();
        final List<PeerAddress> ipv6 = new ArrayList<>();

        @Override
        public void ipv4(int address, int port) {
            ipv4.add(PeerAddress.ipv4(address, port));
        }

        @Override
        public void ipv6(long high, long low, int port) {
            ipv6.add(new PeerAddress(high, low, port));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 40", "2, 40, 12", "3, 1, 3000", "4, 600, 2"})
    void doesWhatTheMapDoes(long seed, int swarms, int peersEach) throws Exception {
        Random random = new Random(seed);
        MemorySwarmStore store = new MemorySwarmStore(10_000, 100_000, SILENCE, random);
        for (int step = 0; step < 60_000; step++) {
            now += random.nextInt(20) == 0 ? random.nextInt(60) : 0;
            announce(store, random, swarms, peersEach);
            if (random.nextInt(500) == 0) {
                expire(store, now - random.nextInt((int) SILENCE.toSeconds()));
            }
            if (random.nextInt(2_000) == 0) {
                compare(store, swarms);
            }
        }
        compare(store, swarms);
        expire(store, now + 1);
        compare(store, swarms);
        assertThat(store.totals().peers()).isZero();
        assertThat(store.totals().swarms()).isZero();
        assertThat(store.pages()).as("all memory is given back").isZero();
    }

    private static InfoHash hash(int n) {
        return InfoHash.of(n * 0x9e3779b97f4a7c15L, n, n);
    }

    /** Every third peer has an IPv6 address; many share one IPv4 address on other ports. */
    private static PeerAddress address(int n) {
        return n % 3 == 0
                ? new PeerAddress(0x20010db8_00000000L + n % 5, n, 6881)
                : PeerAddress.ipv4(0x0a000000 + n / 4, 1000 + n);
    }

    private void announce(MemorySwarmStore store, Random random, int swarms, int peersEach)
            throws TrackerRejection {
        InfoHash infoHash = hash(random.nextInt(swarms));
        PeerAddress address = address(random.nextInt(peersEach));
        Role role = Role.values()[random.nextInt(3)];
        Event event =
                switch (random.nextInt(10)) {
                    case 0 -> Event.STARTED;
                    case 1 -> Event.COMPLETED;
                    case 2, 3 -> Event.STOPPED;
                    default -> Event.NONE;
                };
        Optional<String> name =
                random.nextInt(4) == 0 ? Optional.of("n" + random.nextInt(9)) : Optional.empty();
        int want = random.nextInt(60);
        Announce announce =
                new Announce(
                        infoHash,
                        address,
                        name,
                        role,
                        event,
                        want,
                        want / 2,
                        random.nextInt(4) == 0,
                        now);
        boolean late = isLate(announce);
        Drawn drawn = new Drawn();
        Outcome outcome = store.announce(announce, drawn);
        assertThat(outcome.change()).isEqualTo(apply(announce));
        Map<PeerAddress, Known> swarm = model.getOrDefault(infoHash, Map.of());
        assertThat(outcome.complete()).isEqualTo(count(swarm, Role.SEEDER));
        assertThat(outcome.incomplete()).isEqualTo(swarm.size() - count(swarm, Role.SEEDER));
        if (event != Event.STOPPED) {
            boolean leechersOnly = role != Role.LEECHER && event != Event.STARTED;
            int wanted = late ? 0 : want;
            assertDrawn(drawn.ipv4, swarm, announce, true, wanted, leechersOnly);
            assertDrawn(drawn.ipv6, swarm, announce, false, wanted / 2, leechersOnly);
        }
    }

    /** Whether it was overtaken by its peer's goodbye. */
    private boolean isLate(Announce announce) {
        boolean known =
                model.getOrDefault(announce.infoHash(), Map.of()).containsKey(announce.address());
        long left = departed.getOrDefault(announce.infoHash() + " " + announce.address(), 0L);
        return !known
                && announce.event() != Event.STARTED
                && announce.event() != Event.STOPPED
                && now - left <= SwarmStore.LATE_SECONDS;
    }

    private static void assertDrawn(
            List<PeerAddress> drawn,
            Map<PeerAddress, Known> swarm,
            Announce announce,
            boolean ipv4,
            int want,
            boolean leechersOnly) {
        Set<PeerAddress> eligible = new HashSet<>();
        swarm.forEach((address, known) -> {
            if (address.isIpv4() == ipv4
                    && !address.equals(announce.address())
                    && (!leechersOnly || known.role == Role.LEECHER)) {
                eligible.add(address);
            }
        });
        assertThat(drawn).doesNotHaveDuplicates().hasSize(Math.min(want, eligible.size()));
        assertThat(eligible).containsAll(drawn);
    }

    private Change apply(Announce announce) {
        if (isLate(announce)) {
            return Change.NONE;
        }
        Map<PeerAddress, Known> swarm =
                model.computeIfAbsent(announce.infoHash(), any -> new HashMap<>());
        Known old = swarm.remove(announce.address());
        if (announce.event() == Event.STOPPED) {
            forgetIfEmpty(announce.infoHash());
            if (old != null) {
                departed.put(announce.infoHash() + " " + announce.address(), now);
            }
            return old == null ? Change.NONE : Change.LEFT;
        }
        swarm.put(
                announce.address(),
                new Known(
                        announce.role(),
                        announce.name().or(() -> old == null ? Optional.empty() : old.name),
                        old == null ? now : old.since,
                        now));
        boolean becameSeeder =
                announce.role() == Role.SEEDER && (old == null || old.role != Role.SEEDER);
        if (becameSeeder && (old != null || announce.event() == Event.COMPLETED)) {
            completed.merge(announce.infoHash(), 1, Integer::sum);
            return Change.COMPLETED;
        }
        return old == null ? Change.JOINED : Change.NONE;
    }

    private void forgetIfEmpty(InfoHash infoHash) {
        if (model.getOrDefault(infoHash, Map.of()).isEmpty()) {
            model.remove(infoHash);
            completed.remove(infoHash);
        }
    }

    private void expire(MemorySwarmStore store, long silentSince) {
        Set<String> gone = new HashSet<>();
        store.expire(
                Instant.ofEpochSecond(silentSince),
                one -> assertThat(gone.add(one.infoHash() + " " + one.address())).isTrue());
        Set<String> expected = new HashSet<>();
        for (InfoHash infoHash : List.copyOf(model.keySet())) {
            Map<PeerAddress, Known> swarm = model.getOrDefault(infoHash, Map.of());
            swarm.entrySet()
                    .removeIf(peer ->
                            peer.getValue().heard < silentSince
                                    && expected.add(infoHash + " " + peer.getKey()));
            forgetIfEmpty(infoHash);
        }
        assertThat(gone).isEqualTo(expected);
    }

    private static int count(Map<PeerAddress, Known> swarm, Role role) {
        return (int) swarm.values().stream().filter(known -> known.role == role).count();
    }

    private void compare(MemorySwarmStore store, int swarms) {
        for (int i = 0; i < swarms; i++) {
            InfoHash infoHash = hash(i);
            Map<PeerAddress, Known> swarm = model.getOrDefault(infoHash, Map.of());
            List<AnnouncedPeer> peers = store.peers(infoHash, Integer.MAX_VALUE);
            assertThat(peers).hasSize(swarm.size());
            for (AnnouncedPeer peer : peers) {
                Known known = Objects.requireNonNull(swarm.get(peer.address()));
                assertThat(peer.role()).isEqualTo(known.role);
                assertThat(peer.name()).isEqualTo(known.name);
                assertThat(peer.since()).isEqualTo(Instant.ofEpochSecond(known.since));
            }
            int leechers = count(swarm, Role.LEECHER);
            int seeders = count(swarm, Role.SEEDER);
            Counts counts = store.scrape(List.of(infoHash)).getOrDefault(infoHash, Counts.NOBODY);
            assertThat(counts)
                    .isEqualTo(
                            new Counts(
                                    seeders,
                                    completed.getOrDefault(infoHash, 0),
                                    leechers,
                                    swarm.size() - seeders));
        }
        assertThat(store.totals().swarms()).isEqualTo(model.size());
    }
}
