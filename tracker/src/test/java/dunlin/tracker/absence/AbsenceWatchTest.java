package dunlin.tracker.absence;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.Torrents;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.sqlite.SqliteCatalogue;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueFixture;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbsenceWatchTest extends CatalogueFixture {
    private static final Duration GRACE = Duration.ofMinutes(4);
    private static final Duration FORGET_AFTER = Duration.ofDays(30);
    private static final PeerSink NOBODY =
            new PeerSink() {
                @Override
                public void ipv4(int address, int port) {}

                @Override
                public void ipv6(long high, long low, int port) {}
            };

    @TempDir Path folder;

    private final RecordedEvents events = new RecordedEvents();
    private final SwarmStore swarms = new MemorySwarmStore(10_000, 10_000);
    private AbsenceWatch watch;
    private Instant now = NOON;

    @Override
    protected Catalogue open() throws IOException {
        return SqliteCatalogue.open(folder.resolve("c.db"), SqliteCatalogue.Limits.DEFAULT);
    }

    @BeforeEach
    void start() {
        watch = started(NOON);
    }

    private AbsenceWatch started(Instant when) {
        return new AbsenceWatch(catalogue, swarms, events, when.plus(GRACE), FORGET_AFTER);
    }

    private InfoHash register(String name) throws TrackerRejection {
        return register(Torrents.file(name, 1), "anna").entry().id();
    }

    private void announce(InfoHash swarm, Event event) throws TrackerRejection {
        swarms.announce(
                SwarmStoreContract.announce(swarm, 1, event != Event.STARTED, event, 0, now),
                NOBODY);
    }

    private void walkAt(Instant when) throws TrackerRejection {
        now = when;
        while (!watch.look(now)) {
            // on to the next page
        }
    }

    private Optional<Instant> silentSince(InfoHash id) throws TrackerRejection {
        return catalogue.watch(0, 5_000).stream()
                .filter(share -> share.id().equals(id))
                .findFirst()
                .orElseThrow()
                .silentSince();
    }

    @Test
    void notesWhenTheLastOneLeavesAndWhenSomebodyComesBack() throws TrackerRejection {
        InfoHash films = register("films");
        announce(films, Event.STARTED);
        Instant evening = NOON.plus(Duration.ofHours(6));
        walkAt(evening);
        assertThat(silentSince(films)).isEmpty();
        announce(films, Event.STOPPED);
        walkAt(evening.plusSeconds(60));
        walkAt(evening.plusSeconds(120));
        assertThat(silentSince(films)).hasValue(evening.plusSeconds(60));
        announce(films, Event.STARTED);
        walkAt(evening.plusSeconds(180));
        assertThat(silentSince(films)).isEmpty();
    }

    @Test
    void missesNobodyBeforeThePeersHadTimeToAnnounceThemselves() throws TrackerRejection {
        InfoHash films = register("films");
        walkAt(NOON.plus(GRACE).minusSeconds(1));
        assertThat(silentSince(films)).isEmpty();
        walkAt(NOON.plus(GRACE));
        assertThat(silentSince(films)).hasValue(NOON.plus(GRACE));
    }

    @Test
    void showsAShareAsGoneAndThenDropsIt() throws TrackerRejection {
        InfoHash films = register("films");
        Instant silent = NOON.plus(Duration.ofHours(1));
        walkAt(silent);
        walkAt(silent.plus(FORGET_AFTER));
        assertThat(only(catalogue.find(films)).gone()).isEmpty();
        walkAt(silent.plus(FORGET_AFTER).plusSeconds(1));
        assertThat(only(catalogue.find(films)).gone()).hasValue(silent);
        walkAt(silent.plus(FORGET_AFTER.multipliedBy(2)));
        assertThat(catalogue.find(films)).isPresent();
        assertThat(events.lines).isEmpty();
        walkAt(silent.plus(FORGET_AFTER.multipliedBy(2)).plusSeconds(1));
        assertThat(catalogue.find(films)).isEmpty();
        assertThat(events.lines).containsExactly("forgotten films by anna");
    }

    @Test
    void dropsNothingAfterALongStandstillBeforeThePeersHadTimeToComeBack() throws TrackerRejection {
        InfoHash films = register("films");
        InfoHash lost = register("lost");
        catalogue.noteSilent(List.of(films, lost), Optional.of(NOON));
        Instant restart = NOON.plus(Duration.ofDays(300));
        watch = started(restart);
        walkAt(restart);
        assertThat(catalogue.list(0, 10)).hasSize(2).allMatch(entry -> entry.gone().isEmpty());
        // A walk that began within the grace has passed by shares whose peers came only later.
        now = restart.plus(GRACE).minusSeconds(1);
        assertThat(watch.look(now)).isFalse();
        announce(films, Event.STARTED);
        walkAt(restart.plus(GRACE));
        assertThat(catalogue.list(0, 10)).hasSize(2);
        walkAt(restart.plus(GRACE).plusSeconds(1));
        assertThat(names(catalogue.list(0, 10))).containsExactly("films");
        assertThat(silentSince(films)).isEmpty();
    }

    @Test
    void doesNotMissAHybridShareOneOfWhoseSwarmsHasAPeer() throws TrackerRejection {
        byte[] torrent = Torrents.hybrid("both");
        InfoHash id = register(torrent, "anna").entry().id();
        announce(only(Torrents.parse(torrent).info().infoHashV2()).truncated(), Event.STARTED);
        walkAt(NOON.plus(Duration.ofHours(1)));
        assertThat(silentSince(id)).isEmpty();
    }

    @Test
    void walksOverManyPagesAndDropsManyAtOnce() throws Exception {
        int many = AbsenceWatch.PAGE + 1;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < many; i++) {
                byte[] torrent = Torrents.file("share", i + 1);
                threads.submit(() -> register(torrent, "anna"));
            }
        }
        Instant silent = NOON.plus(Duration.ofHours(1));
        now = silent;
        assertThat(watch.look(now)).isFalse();
        assertThat(watch.look(now)).isFalse();
        assertThat(watch.look(now)).isTrue();
        walkAt(silent.plus(FORGET_AFTER.multipliedBy(3)));
        assertThat(catalogue.totals().shares()).isZero();
        assertThat(events.lines).hasSize(many);
    }
}
