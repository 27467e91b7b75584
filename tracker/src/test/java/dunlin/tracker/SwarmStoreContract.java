package dunlin.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.SwarmStore.Announce;
import dunlin.tracker.SwarmStore.Change;
import dunlin.tracker.SwarmStore.Gone;
import dunlin.tracker.SwarmStore.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SwarmStore} must do. */
abstract class SwarmStoreContract {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final InfoHash SHARE = hash(1);
    static final InfoHash OTHER = hash(2);

    SwarmStore store;

    /** A new, empty store with room for a few thousand peers. */
    abstract SwarmStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    static InfoHash hash(int n) {
        byte[] bytes = new byte[20];
        bytes[18] = (byte) (n >> 8);
        bytes[19] = (byte) n;
        return InfoHash.of(bytes);
    }

    static InetSocketAddress peer(int n) {
        return new InetSocketAddress(
                InetAddress.ofLiteral("10.0." + (n >> 8) + "." + (n & 255)), 6881);
    }

    static Announce announce(
            InfoHash share, int peer, boolean complete, Event event, int want, Instant now) {
        byte[] id = new byte[20];
        id[19] = (byte) peer;
        return new Announce(
                share, peer(peer), PeerId.of(id), Optional.empty(), complete, event, want, now);
    }

    Outcome seeder(int n) throws TrackerRejection {
        return store.announce(announce(SHARE, n, true, Event.STARTED, 50, NOON));
    }

    Outcome leecher(int n) throws TrackerRejection {
        return store.announce(announce(SHARE, n, false, Event.STARTED, 50, NOON));
    }

    static List<InetSocketAddress> addresses(List<SwarmPeer> peers) {
        return peers.stream().map(SwarmPeer::address).toList();
    }

    @Test
    void tellsALeecherOfSeedersAndLeechersButNotOfItself() throws TrackerRejection {
        seeder(1);
        leecher(2);
        leecher(3);
        Outcome outcome = leecher(3);
        assertThat(addresses(outcome.chosen())).containsExactlyInAnyOrder(peer(1), peer(2));
        assertThat(outcome.complete()).isEqualTo(1);
        assertThat(outcome.incomplete()).isEqualTo(2);
    }

    @Test
    void tellsASeederOfLeechersOnly() throws TrackerRejection {
        seeder(1);
        leecher(2);
        seeder(3);
        Outcome again = store.announce(announce(SHARE, 3, true, Event.NONE, 50, NOON));
        assertThat(addresses(again.chosen())).containsExactly(peer(2));
    }

    @Test
    void tellsOfSeedersToOneThatComesWithNothingLeftForItMayHaveOnlyAMagnetLink()
            throws TrackerRejection {
        seeder(1);
        assertThat(addresses(seeder(2).chosen())).containsExactly(peer(1));
    }

    @Test
    void choosesNoMoreThanAreWantedAndEachOnce() throws TrackerRejection {
        for (int i = 0; i < 300; i++) {
            store.announce(announce(SHARE, i, i % 3 == 0, Event.STARTED, 0, NOON));
        }
        List<SwarmPeer> chosen =
                store.announce(announce(SHARE, 999, false, Event.STARTED, 40, NOON)).chosen();
        assertThat(addresses(chosen)).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void givesEveryPeerItsTurn() throws TrackerRejection {
        for (int i = 0; i < 100; i++) {
            store.announce(announce(SHARE, i, i < 50, Event.STARTED, 0, NOON));
        }
        Set<InetSocketAddress> met = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Outcome outcome = store.announce(announce(SHARE, 999, false, Event.NONE, 10, NOON));
            met.addAll(addresses(outcome.chosen()));
        }
        // 2,000 draws out of 100: that one is never drawn has a chance of 100 * 0.9^200 < 10^-7.
        assertThat(met).hasSize(100);
    }

    @Test
    void keepsSwarmsApart() throws TrackerRejection {
        seeder(1);
        Outcome outcome = store.announce(announce(OTHER, 2, false, Event.STARTED, 50, NOON));
        assertThat(outcome.chosen()).isEmpty();
        assertThat(outcome.complete()).isZero();
    }

    @Test
    void saysWhatAnAnnounceChanged() throws TrackerRejection {
        assertThat(leecher(1).change()).isEqualTo(Change.JOINED);
        assertThat(leecher(1).change()).isEqualTo(Change.NONE);
        assertThat(store.announce(announce(SHARE, 1, true, Event.COMPLETED, 0, NOON)).change())
                .isEqualTo(Change.COMPLETED);
        assertThat(store.announce(announce(SHARE, 1, true, Event.COMPLETED, 0, NOON)).change())
                .isEqualTo(Change.NONE);
        assertThat(store.announce(announce(SHARE, 1, true, Event.STOPPED, 0, NOON)).change())
                .isEqualTo(Change.LEFT);
        assertThat(store.announce(announce(SHARE, 1, true, Event.STOPPED, 0, NOON)).change())
                .isEqualTo(Change.NONE);
    }

    @Test
    void countsHowOftenSomeoneCompleted() throws TrackerRejection {
        seeder(1);
        leecher(2);
        store.announce(announce(SHARE, 2, true, Event.COMPLETED, 0, NOON));
        leecher(3);
        assertThat(store.scrape(List.of(SHARE, OTHER)))
                .containsEntry(SHARE, new Counts(2, 1, 1))
                .containsEntry(OTHER, Counts.NOBODY);
    }

    @Test
    void forgetsASwarmThatEveryoneLeft() throws TrackerRejection {
        leecher(1);
        Outcome outcome = store.announce(announce(SHARE, 1, false, Event.STOPPED, 0, NOON));
        assertThat(outcome.incomplete()).isZero();
        assertThat(store.peers(SHARE, 10)).isEmpty();
    }

    @Test
    void keepsTheNameAndTheTimeOfJoining() throws TrackerRejection {
        store.announce(
                new Announce(
                        SHARE,
                        peer(1),
                        PeerId.of(new byte[20]),
                        Optional.of("anna"),
                        false,
                        Event.STARTED,
                        0,
                        NOON));
        store.announce(announce(SHARE, 1, true, Event.NONE, 0, NOON.plusSeconds(60)));
        assertThat(store.peers(SHARE, 10))
                .singleElement()
                .satisfies(peer -> {
                    assertThat(peer.displayName()).isEqualTo("anna");
                    assertThat(peer.since()).isEqualTo(NOON);
                    assertThat(peer.complete()).isTrue();
                });
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
        store.announce(announce(OTHER, 4, false, Event.STARTED, 0, NOON));
        store.announce(announce(SHARE, 2, false, Event.NONE, 0, NOON.plusSeconds(100)));
        List<Gone> gone = new ArrayList<>();
        store.expire(NOON.plusSeconds(50), gone::add);
        assertThat(gone)
                .extracting(one -> one.peer().address())
                .containsExactlyInAnyOrder(peer(1), peer(3), peer(4));
        assertThat(addresses(store.peers(SHARE, 10))).containsExactly(peer(2));
        assertThat(store.peers(OTHER, 10)).isEmpty();
    }

    @Test
    void keepsItsCountsThroughALongChurn() throws TrackerRejection {
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 60; i++) {
                boolean complete = (i * 7 + round) % 3 == 0;
                Event event = (i + round) % 5 == 0 ? Event.STOPPED : Event.NONE;
                Instant now = NOON.plusSeconds(round);
                store.announce(announce(SHARE, i, complete, event, 5, now));
            }
        }
        List<SwarmPeer> all = store.peers(SHARE, 1_000);
        Counts counts = store.scrape(List.of(SHARE)).getOrDefault(SHARE, Counts.NOBODY);
        assertThat(addresses(all)).hasSize(48).doesNotHaveDuplicates();
        assertThat(counts.complete())
                .isEqualTo((int) all.stream().filter(SwarmPeer::complete).count());
        assertThat(counts.complete() + counts.incomplete()).isEqualTo(48);
    }
}
