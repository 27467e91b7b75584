package dunlin.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cluster.PostgresServer;
import dunlin.cluster.SharedPostgres;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Holder;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Totals;
import dunlin.tracker.store.TrackerRejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two trackers at one database at the same time. */
@ExtendWith(SharedPostgres.class)
class PostgresRaceTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int ROUNDS = 25;

    private String url;
    private Catalogue first;
    private Catalogue second;

    @BeforeEach
    void openTwo(PostgresServer postgres) throws Exception {
        url = postgres.urlOfNewSchema();
        // Both find no tables.
        List<Catalogue> both = atOnce(this::openOne, this::openOne);
        first = both.get(0);
        second = both.get(1);
    }

    private Catalogue openOne() throws Exception {
        return PostgresCatalogue.open(url, PostgresCatalogue.Limits.DEFAULT);
    }

    @AfterEach
    void closeBoth() {
        first.close();
        second.close();
    }

    private static <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(List.of(one, other))) {
                results.add(each.get());
            }
            return results;
        }
    }

    private static PeerKey key(int n) {
        byte[] bytes = new byte[PeerKey.LENGTH];
        bytes[0] = (byte) (n >> 8);
        bytes[1] = (byte) n;
        bytes[2] = 1;
        return PeerKey.of(bytes);
    }

    private static Registration register(Catalogue at, byte[] torrent, Sharer by)
            throws TrackerRejection {
        return at.register(torrent, Torrents.parse(torrent), Note.NONE, by, NOON);
    }

    private static InfoHash id(byte[] torrent) {
        return Torrents.parse(torrent).info().id();
    }

    @Test
    void oneShareHasOneOwnerAndTwoHolders() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] torrent = Torrents.file("share" + round, round + 1);
            Sharer anna = new Sharer(key(2 * round), "anna" + round);
            Sharer bert = new Sharer(key(2 * round + 1), "bert" + round);
            List<Registration> both =
                    atOnce(
                            () -> register(first, torrent, anna),
                            () -> register(second, torrent, bert));
            assertThat(both).extracting(Registration::isNew).containsOnlyOnce(true);
            assertThat(both).allMatch(Registration::isNewHolder);
            Optional<PeerKey> owner = first.find(id(torrent)).orElseThrow().listing().owner();
            assertThat(both).extracting(each -> each.entry().listing().owner()).containsOnly(owner);
            assertThat(second.holders(id(torrent)))
                    .extracting(Holder::key)
                    .containsExactlyInAnyOrder(anna.key(), bert.key());
        }
        assertThat(first.totals())
                .isEqualTo(new Totals(ROUNDS, ROUNDS * (ROUNDS + 1) / 2, 2 * ROUNDS));
    }

    @Test
    void noMoreHoldersAreNotedThanThereMayBe() throws Exception {
        byte[] torrent = Torrents.file("share", 1);
        for (int i = 0; i < 99; i++) {
            register(first, torrent, new Sharer(key(i), "peer" + i));
        }
        Sharer anna = new Sharer(key(200), "anna");
        Sharer bert = new Sharer(key(201), "bert");
        for (int round = 0; round < ROUNDS; round++) {
            List<Registration> both =
                    atOnce(
                            () -> register(first, torrent, anna),
                            () -> register(second, torrent, bert));
            assertThat(both).extracting(Registration::isNewHolder).containsOnlyOnce(true);
            assertThat(first.holders(id(torrent))).hasSize(100);
            first.withdraw(id(torrent), both.getFirst().isNewHolder() ? anna.key() : bert.key());
        }
    }

    @Test
    void oneNameIsOneKeys() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "anna" + round;
            Sharer one = new Sharer(key(2 * round), name);
            Sharer other = new Sharer(key(2 * round + 1), name);
            byte[] torrent = Torrents.file("a" + round, 2 * round + 1);
            byte[] another = Torrents.file("b" + round, 2 * round + 2);
            List<Registration> both =
                    atOnce(
                            () -> register(first, torrent, one),
                            () -> register(second, another, other));
            assertThat(both)
                    .extracting(each -> each.entry().listing().sharedBy())
                    .containsOnlyOnce(name)
                    .doesNotHaveDuplicates();
            Set<Optional<String>> shown = new HashSet<>();
            for (Sharer each : List.of(one, other)) {
                shown.add(first.nameOf(each.key()));
                assertThat(first.keyOf(second.nameOf(each.key()).orElseThrow()))
                        .hasValue(each.key());
            }
            assertThat(shown).hasSize(2);
        }
    }

    @Test
    void oneKeyIsOneSharerHoweverManySharesItRegistersAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Sharer anna = new Sharer(key(round), "anna" + round);
            byte[] torrent = Torrents.file("a" + round, 2 * round + 1);
            byte[] another = Torrents.file("b" + round, 2 * round + 2);
            List<Registration> both =
                    atOnce(
                            () -> register(first, torrent, anna),
                            () -> register(second, another, anna));
            assertThat(both)
                    .extracting(each -> each.entry().listing().sharedBy())
                    .containsOnly(anna.name());
        }
        assertThat(first.totals().sharers()).isEqualTo(ROUNDS);
    }

    @Test
    void twoThatRenameThemselvesToOneNameAreToldApart() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] torrent = Torrents.file("a" + round, 2 * round + 1);
            byte[] another = Torrents.file("b" + round, 2 * round + 2);
            int n = round;
            register(first, torrent, new Sharer(key(2 * n), "one" + n));
            register(first, another, new Sharer(key(2 * n + 1), "other" + n));
            List<Registration> both =
                    atOnce(
                            () -> register(first, torrent, new Sharer(key(2 * n), "new" + n)),
                            () -> register(second, another, new Sharer(key(2 * n + 1), "new" + n)));
            assertThat(both)
                    .extracting(each -> each.entry().listing().sharedBy())
                    .containsOnlyOnce("new" + n)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aShareThatIsWithdrawnAndRegisteredAtOnceIsThereOrNotButNeverHalf() throws Exception {
        Sharer anna = new Sharer(key(1), "anna");
        Sharer bert = new Sharer(key(2), "bert");
        for (int round = 0; round < ROUNDS; round++) {
            byte[] torrent = Torrents.file("share", round + 1);
            InfoHash id = id(torrent);
            register(first, torrent, anna);
            atOnce(() -> first.withdraw(id, anna.key()), () -> register(second, torrent, bert));
            Optional<Entry> left = first.find(id);
            assertThat(first.torrent(id).isPresent()).isEqualTo(left.isPresent());
            assertThat(first.holders(id))
                    .extracting(Holder::name)
                    .isEqualTo(left.isPresent() ? List.of("bert") : List.of());
            if (left.isPresent()) {
                assertThat(left.get().listing().owner()).hasValue(bert.key());
                first.withdraw(id, bert.key());
            }
        }
        assertThat(first.totals()).isEqualTo(new Totals(0, 0, 2));
    }

    @Test
    void whatTwoForgetAtOnceIsToldOnce() throws Exception {
        Sharer anna = new Sharer(key(1), "anna");
        List<InfoHash> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(register(first, Torrents.file("f" + i, i + 1), anna).entry().id());
        }
        first.noteSilent(ids, Optional.of(NOON));
        List<InfoHash> forgotten = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            Instant later = NOON.plusSeconds(1);
            atOnce(() -> first.forget(later, 10), () -> second.forget(later, 10))
                    .forEach(each -> each.forEach(entry -> forgotten.add(entry.id())));
        }
        assertThat(forgotten).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(first.search(SearchQuery.ALL, 0, 10)).isEmpty();
        assertThat(first.totals().shares()).isZero();
    }
}
