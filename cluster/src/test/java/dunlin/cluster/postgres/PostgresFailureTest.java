package dunlin.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.cluster.Attempt;
import dunlin.cluster.PostgresServer;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of registrations and requests when the server dies, hangs and comes back. */
class PostgresFailureTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /** Longest time that a request may take while the server hangs, with some room. */
    private static final Duration BOUND = Duration.ofSeconds(12);

    private static PostgresServer postgres;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stopPostgres() {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static Catalogue open(String url) throws IOException {
        return PostgresCatalogue.open(url, PostgresCatalogue.Limits.DEFAULT);
    }

    private static Sharer anna() {
        byte[] key = new byte[PeerKey.LENGTH];
        Arrays.fill(key, (byte) 7);
        return new Sharer(PeerKey.of(key), "anna");
    }

    private static void register(Catalogue catalogue, int n) throws TrackerRejection {
        byte[] torrent = Torrents.file("share " + n, n + 1);
        catalogue.register(torrent, Torrents.parse(torrent), Note.NONE, anna(), NOON);
    }

    private static Optional<TrackerRejection> tryToRegister(Catalogue catalogue, int n) {
        Attempt attempt = () -> register(catalogue, n);
        return attempt.refusalWithin(BOUND);
    }

    private static void isPlain(TrackerRejection refusal) {
        Attempt.assertIsAway(refusal, "the catalogue cannot be used just now");
    }

    private static void awaitRecovery(Catalogue catalogue, int n) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> tryToRegister(catalogue, n).isEmpty());
    }

    @Test
    void keepsAllThatWasRegisteredThroughACrashAndGoesOnByItself() throws Exception {
        try (Catalogue catalogue = open(postgres.urlOfNewSchema())) {
            for (int i = 0; i < 20; i++) {
                register(catalogue, i);
            }
            postgres.kill();
            assertThat(tryToRegister(catalogue, 20))
                    .hasValueSatisfying(PostgresFailureTest::isPlain);
            long began = System.nanoTime();
            assertThatThrownBy(() -> catalogue.list(0, 10))
                    .isInstanceOfSatisfying(TrackerRejection.class, PostgresFailureTest::isPlain);
            // Known to be away, it is not waited for again.
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofMillis(500));
            postgres.restart();
            awaitRecovery(catalogue, 20);
            assertThat(catalogue.list(0, 100)).hasSize(21);
            assertThat(catalogue.search(SearchQuery.of(List.of("share")), 0, 100)).hasSize(21);
        }
    }

    @Test
    void aRestartBetweenTwoRequestsIsNotNoticed() throws Exception {
        try (Catalogue catalogue = open(postgres.urlOfNewSchema())) {
            register(catalogue, 1);
            postgres.restart();
            assertThat(tryToRegister(catalogue, 2)).isEmpty();
            assertThat(catalogue.list(0, 10)).hasSize(2);
        }
    }

    @Test
    void aServerThatHangsHoldsUpNobodyForLong() throws Exception {
        try (Catalogue catalogue = open(postgres.urlOfNewSchema())) {
            register(catalogue, 1);
            postgres.freeze();
            try {
                assertThat(tryToRegister(catalogue, 2))
                        .hasValueSatisfying(PostgresFailureTest::isPlain);
            } finally {
                postgres.thaw();
            }
            awaitRecovery(catalogue, 2);
        }
    }
}
