package dunlin.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Change;
import dunlin.tracker.store.SwarmStore.Gone;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SwarmStore} must do. */
public abstract class SwarmStoreContract {
    public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    public static final InfoHash SHARE = hash(1);
    public static final InfoHash OTHER = hash(2);

    /** Takes nobody. */
    private static final PeerSink NOBODY =
            new PeerSink() {
                @Override
                public void ipv4(int address, int port) {}

                @Override
                public void ipv6(long high, long low, int port) {}
            };

    protected SwarmStore store;

    /** A new, empty store with room for a few thousand peers. */
    protected abstract SwarmStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** What came of an announce, and who was chosen. */
    public record Result(SwarmStore.Outcome outcome, List<PeerAddress> chosen) {
        public Change change() {
            return outcome.change();
        }

        public int complete() {
            return outcome.complete();
        }

        public int incomplete() {
            return outcome.incomplete();
        }
    }

    protected final Result send(Announce announce) throws TrackerRejection {
        List<PeerAddress> chosen = new ArrayList<>();
        PeerSink sink =
                new PeerSink() {
                    @Override
                    public void ipv4(int address, int port) {
                        chosen.add(PeerAddress.ipv4(address, port));
                    }

                    @Override
                    public void ipv6(long high, long low, int port) {
                        chosen.add(new PeerAddress(high, low, port));
                    }
                };
        return new Result(store.announce(announce, sink), chosen);
    }

    public static InfoHash hash(int n) {
        byte[] bytes = new byte[20];
        bytes[18] = (byte) (n >> 8);
        bytes[19] = (byte) n;
        return InfoHash.of(bytes);
    }

    protected static PeerAddress peer(int n) {
        return PeerAddress.ipv4(10 << 24 | n, 6881);
    }

    public static Announce announce(
            InfoHash share, int peer, boolean complete, Event event, int want, Instant now) {
        return new Announce(
                share,
                peer(peer),
                Optional.empty(),
                complete ? Role.SEEDER : Role.LEECHER,
                event,
                want,
                want,
                false,
                now.getEpochSecond());
    }

    /** An announce of a peer that wants as many others of either family. */
    public static Announce announce(
            InfoHash share, PeerAddress peer, Role role, Event event, int want) {
        return new Announce(
                share,
                peer,
                Optional.empty(),
                role,
                event,
                want,
                want,
                false,
                NOON.getEpochSecond());
    }

    private static Announce named(String name, int peer) {
        return new Announce(
                SHARE,
                peer(peer),
                Optional.of(name),
                Role.LEECHER,
                Event.STARTED,
                0,
                0,
                false,
                NOON.getEpochSecond());
    }

    /** Nearby ones first, as many of either family as wanted. */
    private static Announce local(PeerAddress peer, int want) {
        return new Announce(
                SHARE,
                peer,
                Optional.empty(),
                Role.LEECHER,
                Event.NONE,
                want,
                want,
                true,
                NOON.getEpochSecond());
    }

    /** Peers of one number are in one /64. */
    protected static PeerAddress ipv6(int subnet, int n) {
        return new PeerAddress(0x20010db8_00000000L | subnet, n, 6881);
    }

    protected final Result join(PeerAddress peer, Role role) throws TrackerRejection {
        return send(announce(SHARE, peer, role, Event.STARTED, 50));
    }

    private Counts counts() throws TrackerRejection {
        return store.scrape(List.of(SHARE)).getOrDefault(SHARE, Counts.NOBODY);
    }

    protected final Result seeder(int n) throws TrackerRejection {
        return send(announce(SHARE, n, true, Event.STARTED, 50, NOON));
    }

    protected final Result leecher(int n) throws TrackerRejection {
        return send(announce(SHARE, n, false, Event.STARTED, 50, NOON));
    }

    private static List<PeerAddress> addresses(List<AnnouncedPeer> peers) {
        return peers.stream().map(AnnouncedPeer::address).toList();
    }

    @Test
    void tellsALeecherOfSeedersAndLeechersButNotOfItself() throws TrackerRejection {
        seeder(1);
        leecher(2);
        leecher(3);
        Result outcome = leecher(3);
        assertThat(outcome.chosen()).containsExactlyInAnyOrder(peer(1), peer(2));
        assertThat(outcome.complete()).isEqualTo(1);
        assertThat(outcome.incomplete()).isEqualTo(2);
    }

    @Test
    void tellsASeederOfLeechersOnly() throws TrackerRejection {
        seeder(1);
        leecher(2);
        seeder(3);
        Result again = send(announce(SHARE, 3, true, Event.NONE, 50, NOON));
        assertThat(again.chosen()).containsExactly(peer(2));
    }

    @Test
    void tellsOfSeedersToOneThatComesWithNothingLeftForItMayHaveOnlyAMagnetLink()
            throws TrackerRejection {
        seeder(1);
        assertThat(seeder(2).chosen()).containsExactly(peer(1));
    }

    @Test
    void tellsOneThatWantsNoMoreThanItHasOfLeechersOnly() throws TrackerRejection {
        seeder(1);
        leecher(2);
        join(peer(3), Role.PARTIAL_SEED);
        join(peer(4), Role.PARTIAL_SEED);
        Result again = send(announce(SHARE, peer(4), Role.PARTIAL_SEED, Event.NONE, 50));
        assertThat(again.chosen()).containsExactly(peer(2));
        assertThat(leecher(2).chosen()).containsExactlyInAnyOrder(peer(1), peer(3), peer(4));
    }

    @Test
    void countsAPartialSeedAsOneThatLacksSomething() throws TrackerRejection {
        seeder(1);
        leecher(2);
        Result outcome = join(peer(3), Role.PARTIAL_SEED);
        assertThat(outcome.complete()).isEqualTo(1);
        assertThat(outcome.incomplete()).isEqualTo(2);
        assertThat(counts().complete()).isEqualTo(1);
        assertThat(counts().incomplete()).isEqualTo(2);
        send(announce(SHARE, peer(3), Role.PARTIAL_SEED, Event.STOPPED, 0));
        assertThat(counts().complete()).isEqualTo(1);
        assertThat(counts().incomplete()).isEqualTo(1);
    }

    @Test
    void aPeerStaysOnePeerWhateverItsRoleBecomes() throws TrackerRejection {
        leecher(1);
        List<Change> changes = new ArrayList<>();
        for (Role role : List.of(Role.PARTIAL_SEED, Role.LEECHER, Role.PARTIAL_SEED, Role.SEEDER)) {
            changes.add(send(announce(SHARE, peer(1), role, Event.NONE, 0)).change());
            assertThat(store.peers(SHARE, 10))
                    .singleElement()
                    .extracting(AnnouncedPeer::role)
                    .isEqualTo(role);
        }
        assertThat(changes)
                .containsExactly(Change.NONE, Change.NONE, Change.NONE, Change.COMPLETED);
        assertThat(counts()).isEqualTo(new Counts(1, 1, 0));
        // It added files, or lost some.
        assertThat(send(announce(SHARE, peer(1), Role.LEECHER, Event.NONE, 0)).change())
                .isEqualTo(Change.NONE);
        assertThat(counts()).isEqualTo(new Counts(0, 1, 1));
    }

    @Test
    void choosesAsManyOfEitherAddressFamilyAsAreWanted() throws TrackerRejection {
        for (int i = 0; i < 30; i++) {
            join(peer(i), i % 2 == 0 ? Role.SEEDER : Role.LEECHER);
            join(ipv6(i, i), i % 2 == 0 ? Role.SEEDER : Role.LEECHER);
        }
        Result outcome =
                send(
                        new Announce(
                                SHARE,
                                peer(99),
                                Optional.empty(),
                                Role.LEECHER,
                                Event.STARTED,
                                7,
                                20,
                                false,
                                NOON.getEpochSecond()));
        assertThat(outcome.chosen()).hasSize(27).doesNotHaveDuplicates();
        assertThat(outcome.chosen()).filteredOn(PeerAddress::isIpv4).hasSize(7);
        assertThat(outcome.complete()).isEqualTo(30);
        assertThat(outcome.incomplete()).isEqualTo(31);
    }

    @Test
    void tellsAddressesOfBothFamiliesAsTheyWereAnnounced() throws TrackerRejection {
        List<PeerAddress> peers =
                List.of(
                        PeerAddress.ipv4(0xfffefdfc, 65535),
                        PeerAddress.ipv4(1, 1),
                        new PeerAddress(0xfffefdfc_fbfaf9f8L, 0xf7f6f5f4_f3f2f1f0L, 65535),
                        new PeerAddress(1, 0, 1),
                        new PeerAddress(1, 1L << 32, 1));
        for (PeerAddress peer : peers) {
            join(peer, Role.LEECHER);
        }
        assertThat(leecher(9).chosen()).containsExactlyInAnyOrderElementsOf(peers);
        assertThat(addresses(store.peers(SHARE, 10))).contains(peers.toArray(PeerAddress[]::new));
        for (PeerAddress peer : peers) {
            assertThat(join(peer, Role.LEECHER).chosen()).hasSize(5).doesNotContain(peer);
        }
    }

    @Test
    void takesTwoPortsOfOneAddressForTwoPeers() throws TrackerRejection {
        join(peer(1), Role.LEECHER);
        join(peer(1).withPort(6882), Role.LEECHER);
        join(ipv6(1, 1), Role.LEECHER);
        join(ipv6(1, 1).withPort(6882), Role.LEECHER);
        assertThat(join(peer(1), Role.LEECHER).chosen())
                .containsExactlyInAnyOrder(
                        peer(1).withPort(6882), ipv6(1, 1), ipv6(1, 1).withPort(6882));
    }

    @Test
    void tellsPeersOfTheSameSubnetFirstIfAskedTo() throws TrackerRejection {
        PeerAddress anna = PeerAddress.ipv4(0xc0000200, 6881);
        PeerAddress bert = ipv6(7, 1);
        for (int i = 1; i <= 5; i++) {
            join(PeerAddress.ipv4(0xc0000200 + i, 6881), i % 2 == 0 ? Role.SEEDER : Role.LEECHER);
            join(ipv6(7, 1 + i), i % 2 == 0 ? Role.SEEDER : Role.LEECHER);
        }
        for (int i = 0; i < 300; i++) {
            join(PeerAddress.ipv4(0xc0000300 + i, 6881), Role.LEECHER);
            join(ipv6(1_000 + i, i), Role.LEECHER);
        }
        assertThat(send(local(anna, 20)).chosen())
                .filteredOn(PeerAddress::isIpv4)
                .hasSize(20)
                .doesNotHaveDuplicates()
                .doesNotContain(anna)
                .satisfies(chosen ->
                        assertThat(chosen.subList(0, 5))
                                .allMatch(peer -> peer.ipv4() >>> 8 == 0xc00002));
        assertThat(send(local(bert, 20)).chosen())
                .filteredOn(peer -> !peer.isIpv4())
                .hasSize(20)
                .doesNotHaveDuplicates()
                .doesNotContain(bert)
                .satisfies(chosen ->
                        assertThat(chosen.subList(0, 5))
                                .allMatch(peer -> peer.high() == bert.high()));
        assertThat(send(local(anna, 3)).chosen())
                .filteredOn(PeerAddress::isIpv4)
                .hasSize(3)
                .allMatch(peer -> peer.ipv4() >>> 8 == 0xc00002);
    }

    @Test
    void choosesNoMoreThanAreWantedAndEachOnce() throws TrackerRejection {
        for (int i = 0; i < 300; i++) {
            send(announce(SHARE, i, i % 3 == 0, Event.STARTED, 0, NOON));
        }
        List<PeerAddress> chosen =
                send(announce(SHARE, 999, false, Event.STARTED, 40, NOON)).chosen();
        assertThat(chosen).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void givesEveryPeerItsTurn() throws TrackerRejection {
        for (int i = 0; i < 100; i++) {
            send(announce(SHARE, i, i < 50, Event.STARTED, 0, NOON));
        }
        Set<PeerAddress> met = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Result outcome = send(announce(SHARE, 999, false, Event.NONE, 10, NOON));
            met.addAll(outcome.chosen());
        }
        // 2,000 draws out of 100: that one is never drawn has a chance of 100 * 0.9^200 < 10^-7.
        assertThat(met).hasSize(100);
    }

    @Test
    void keepsSwarmsApart() throws TrackerRejection {
        seeder(1);
        Result outcome = send(announce(OTHER, 2, false, Event.STARTED, 50, NOON));
        assertThat(outcome.chosen()).isEmpty();
        assertThat(outcome.complete()).isZero();
    }

    @Test
    void saysWhatAnAnnounceChanged() throws TrackerRejection {
        assertThat(leecher(1).change()).isEqualTo(Change.JOINED);
        assertThat(leecher(1).change()).isEqualTo(Change.NONE);
        assertThat(send(announce(SHARE, 1, true, Event.COMPLETED, 0, NOON)).change())
                .isEqualTo(Change.COMPLETED);
        assertThat(send(announce(SHARE, 1, true, Event.COMPLETED, 0, NOON)).change())
                .isEqualTo(Change.NONE);
        assertThat(send(announce(SHARE, 1, true, Event.STOPPED, 0, NOON)).change())
                .isEqualTo(Change.LEFT);
        assertThat(send(announce(SHARE, 1, true, Event.STOPPED, 0, NOON)).change())
                .isEqualTo(Change.NONE);
    }

    @Test
    void countsHowOftenSomeoneCompleted() throws TrackerRejection {
        seeder(1);
        leecher(2);
        send(announce(SHARE, 2, true, Event.COMPLETED, 0, NOON));
        leecher(3);
        assertThat(store.scrape(List.of(SHARE, OTHER)))
                .containsEntry(SHARE, new Counts(2, 1, 1))
                .containsEntry(OTHER, Counts.NOBODY);
    }

    @Test
    void forgetsASwarmThatEveryoneLeft() throws TrackerRejection {
        leecher(1);
        Result outcome = send(announce(SHARE, 1, false, Event.STOPPED, 0, NOON));
        assertThat(outcome.incomplete()).isZero();
        assertThat(store.peers(SHARE, 10)).isEmpty();
    }

    @Test
    void keepsTheNameAndTheTimeOfJoining() throws TrackerRejection {
        send(
                new Announce(
                        SHARE,
                        peer(1),
                        Optional.of("anna"),
                        Role.LEECHER,
                        Event.STARTED,
                        0,
                        0,
                        false,
                        NOON.getEpochSecond()));
        send(announce(SHARE, 1, true, Event.NONE, 0, NOON.plusSeconds(60)));
        assertThat(store.peers(SHARE, 10))
                .singleElement()
                .satisfies(peer -> {
                    assertThat(peer.displayName()).isEqualTo("anna");
                    assertThat(peer.since()).isEqualTo(NOON);
                    assertThat(peer.complete()).isTrue();
                });
    }

    @Test
    void takesANewNameAndForgetsItWithThePeer() throws TrackerRejection {
        send(named("anna", 1));
        send(named("bert", 1));
        send(named("carla", 2));
        assertThat(store.peers(SHARE, 10))
                .extracting(AnnouncedPeer::displayName)
                .containsExactlyInAnyOrder("bert", "carla");
        send(announce(SHARE, 1, false, Event.STOPPED, 0, NOON));
        leecher(1);
        assertThat(store.peers(SHARE, 10))
                .extracting(AnnouncedPeer::name)
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of("carla"));
    }

    @Test
    void aNameBelongsToOneSwarm() throws TrackerRejection {
        send(named("anna", 1));
        send(announce(OTHER, 1, false, Event.STARTED, 0, NOON));
        assertThat(store.peers(OTHER, 10))
                .extracting(AnnouncedPeer::name)
                .containsOnly(Optional.empty());
        send(announce(OTHER, 1, false, Event.STOPPED, 0, NOON));
        assertThat(store.peers(SHARE, 10))
                .extracting(AnnouncedPeer::displayName)
                .containsExactly("anna");
    }

    @Test
    void listsSeedersFirstAndNoMoreThanAskedFor() throws TrackerRejection {
        leecher(1);
        leecher(2);
        seeder(3);
        assertThat(addresses(store.peers(SHARE, 2))).hasSize(2).startsWith(peer(3));
    }

    @Test
    void removesThoseWhoFellSilentAndKeepsThoseWhoAnnouncedAgain() throws TrackerRejection {
        seeder(1);
        leecher(2);
        leecher(3);
        send(announce(OTHER, 4, false, Event.STARTED, 0, NOON));
        send(announce(SHARE, 2, false, Event.NONE, 0, NOON.plusSeconds(100)));
        List<Gone> gone = new ArrayList<>();
        store.expire(NOON.plusSeconds(50), gone::add);
        assertThat(gone)
                .extracting(Gone::address)
                .containsExactlyInAnyOrder(peer(1), peer(3), peer(4));
        assertThat(addresses(store.peers(SHARE, 10))).containsExactly(peer(2));
        assertThat(store.peers(OTHER, 10)).isEmpty();
    }

    @Test
    void tellsOfTheSilentBothTheirNameAndWhoIsLeft() throws TrackerRejection {
        send(named("anna", 1));
        join(ipv6(1, 1), Role.SEEDER);
        send(announce(SHARE, 2, true, Event.STARTED, 0, NOON.plusSeconds(100)));
        send(announce(SHARE, 3, false, Event.STARTED, 0, NOON.plusSeconds(100)));
        List<Gone> gone = new ArrayList<>();
        store.expire(NOON.plusSeconds(50), gone::add);
        assertThat(gone)
                .extracting(Gone::address, Gone::name)
                .containsExactlyInAnyOrder(
                        tuple(peer(1), Optional.of("anna")), tuple(ipv6(1, 1), Optional.empty()));
        assertThat(gone).allMatch(one -> one.infoHash().equals(SHARE));
        assertThat(gone.getLast().complete()).isEqualTo(1);
        assertThat(gone.getLast().incomplete()).isEqualTo(1);
        gone.clear();
        store.expire(NOON.plusSeconds(50), gone::add);
        assertThat(gone).isEmpty();
    }

    @Test
    void takesWhoFellSilentForNewWhenItComesBack() throws TrackerRejection {
        send(named("anna", 1));
        store.expire(NOON.plusSeconds(50), gone -> {});
        Instant later = NOON.plusSeconds(100);
        assertThat(send(announce(SHARE, 1, false, Event.NONE, 0, later)).change())
                .isEqualTo(Change.JOINED);
        assertThat(store.peers(SHARE, 10))
                .singleElement()
                .satisfies(peer -> {
                    assertThat(peer.since()).isEqualTo(later);
                    assertThat(peer.name()).isEmpty();
                });
    }

    @Test
    void keepsItsCountsThroughALongChurn() throws TrackerRejection {
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 60; i++) {
                boolean complete = (i * 7 + round) % 3 == 0;
                Event event = (i + round) % 5 == 0 ? Event.STOPPED : Event.NONE;
                Instant now = NOON.plusSeconds(round * 60);
                send(announce(SHARE, i, complete, event, 5, now));
            }
        }
        List<AnnouncedPeer> all = store.peers(SHARE, 1_000);
        Counts counts = store.scrape(List.of(SHARE)).getOrDefault(SHARE, Counts.NOBODY);
        assertThat(addresses(all)).hasSize(48).doesNotHaveDuplicates();
        assertThat(counts.complete())
                .isEqualTo((int) all.stream().filter(AnnouncedPeer::complete).count());
        assertThat(counts.complete() + counts.incomplete()).isEqualTo(48);
    }

    private static Announce announce(PeerAddress address, Role role, boolean preferLocal) {
        return new Announce(
                SHARE,
                address,
                Optional.empty(),
                role,
                Event.NONE,
                50,
                50,
                preferLocal,
                NOON.getEpochSecond());
    }

    @Test
    void countsPartialSeedsAsIncompleteButNotAsDownloaders() throws TrackerRejection {
        seeder(1);
        leecher(2);
        send(announce(peer(3), Role.PARTIAL_SEED, false));
        assertThat(store.scrape(List.of(SHARE))).containsEntry(SHARE, new Counts(1, 0, 1, 2));
        assertThat(send(announce(peer(3), Role.PARTIAL_SEED, false)).chosen())
                .as("who wants nothing is told of those who do")
                .containsExactly(peer(2));
        assertThat(send(announce(peer(2), Role.LEECHER, false)).chosen())
                .containsExactlyInAnyOrder(peer(1), peer(3));
    }

    @Test
    void keepsPeersOfBothFamiliesInOneSwarm() throws TrackerRejection {
        PeerAddress ipv6 = new PeerAddress(0x20010db8L << 32, 1, 6881);
        seeder(1);
        assertThat(send(announce(ipv6, Role.LEECHER, false)).chosen()).containsExactly(peer(1));
        assertThat(leecher(2).chosen()).containsExactlyInAnyOrder(peer(1), ipv6);
        assertThat(addresses(store.peers(SHARE, 10))).contains(ipv6);
    }

    @Test
    void tellsOfPeersInTheSameSubnetFirstWhenAskedTo() throws TrackerRejection {
        PeerAddress near = PeerAddress.ipv4(0xc0000205, 6881);
        for (int i = 0; i < 200; i++) {
            store.announce(announce(SHARE, i, false, Event.STARTED, 0, NOON), NOBODY);
        }
        send(announce(near, Role.LEECHER, false));
        Announce asks =
                new Announce(
                        SHARE,
                        PeerAddress.ipv4(0xc0000299, 6881),
                        Optional.empty(),
                        Role.LEECHER,
                        Event.STARTED,
                        5,
                        0,
                        true,
                        NOON.getEpochSecond());
        assertThat(send(asks).chosen()).hasSize(5).startsWith(near).doesNotHaveDuplicates();
    }

    @Test
    void whatComesAfterStoppedDoesNotBringThePeerBackButANewStartedDoes() throws TrackerRejection {
        seeder(1);
        leecher(2);
        send(announce(SHARE, 2, true, Event.STOPPED, 0, NOON));
        for (Event late : List.of(Event.COMPLETED, Event.NONE, Event.PAUSED)) {
            Result outcome = send(announce(SHARE, 2, true, late, 9, NOON.plusSeconds(2)));
            assertThat(outcome.change()).isEqualTo(Change.NONE);
            assertThat(outcome.complete()).isEqualTo(1);
            assertThat(outcome.chosen()).isEmpty();
        }
        assertThat(addresses(store.peers(SHARE, 9))).containsExactly(peer(1));
        Result back = send(announce(SHARE, 2, false, Event.STARTED, 9, NOON.plusSeconds(3)));
        assertThat(back.change()).isEqualTo(Change.JOINED);
        assertThat(back.chosen()).containsExactly(peer(1));
        assertThat(send(announce(SHARE, 2, true, Event.COMPLETED, 9, NOON.plusSeconds(4))).change())
                .isEqualTo(Change.COMPLETED);
    }

    @Test
    void whoLeftLongAgoOrFromAnotherSwarmOrPortIsNew() throws TrackerRejection {
        leecher(1);
        send(announce(OTHER, 1, true, Event.STOPPED, 0, NOON));
        send(announce(SHARE, 1, true, Event.STOPPED, 0, NOON));
        Instant soon = NOON.plusSeconds(1);
        assertThat(send(announce(OTHER, 1, true, Event.NONE, 0, soon)).change())
                .isEqualTo(Change.JOINED);
        assertThat(join(peer(1).withPort(7), Role.SEEDER).change()).isEqualTo(Change.JOINED);
        Instant late = NOON.plusSeconds(SwarmStore.LATE_SECONDS + 1);
        assertThat(send(announce(SHARE, 1, true, Event.NONE, 0, late)).change())
                .isEqualTo(Change.JOINED);
    }

    @Test
    void tellsOneThatNobodyCanDialOfTheOthersAndThemNotOfIt() throws TrackerRejection {
        PeerAddress deaf = peer(9).withPort(0);
        assertThat(join(deaf, Role.LEECHER)).extracting(Result::complete).isEqualTo(0);
        seeder(1);
        leecher(2);
        for (Event event : List.of(Event.STARTED, Event.NONE, Event.COMPLETED)) {
            Result outcome = send(announce(SHARE, deaf, Role.LEECHER, event, 50));
            assertThat(outcome.change()).isEqualTo(Change.NONE);
            assertThat(outcome.chosen()).containsExactlyInAnyOrder(peer(1), peer(2));
            assertThat(outcome.incomplete()).isEqualTo(1);
        }
        assertThat(leecher(2).chosen()).containsExactly(peer(1));
        assertThat(send(announce(SHARE, deaf, Role.LEECHER, Event.STOPPED, 0)).change())
                .isEqualTo(Change.NONE);
    }
}
