package dunlin.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.cluster.PostgresServer;
import dunlin.cluster.SharedPostgres;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Opening, limits, and text that PostgreSQL does not hold. */
@ExtendWith(SharedPostgres.class)
class PostgresOpeningTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private PostgresServer postgres;
    private String url;

    @BeforeEach
    void makeSchema(PostgresServer postgres) throws Exception {
        this.postgres = postgres;
        this.url = postgres.urlOfNewSchema();
    }

    private Catalogue open() throws IOException {
        return PostgresCatalogue.open(url, PostgresCatalogue.Limits.DEFAULT);
    }

    private static Sharer sharer(int n) {
        byte[] key = new byte[PeerKey.LENGTH];
        Arrays.fill(key, (byte) n);
        return new Sharer(PeerKey.of(key), "sharer" + n);
    }

    private static InfoHash register(Catalogue catalogue, byte[] torrent, Note note, int by)
            throws TrackerRejection {
        return catalogue
                .register(torrent, Torrents.parse(torrent), note, sharer(by), NOON)
                .entry()
                .id();
    }

    private void assertCannotOpen(String url, String... parts) {
        assertThatThrownBy(() -> PostgresCatalogue.open(url, PostgresCatalogue.Limits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot use the catalogue jdbc:postgresql://")
                .hasMessageContainingAll(parts)
                .hasMessageNotContainingAny("\n", "secret", PostgresServer.USER);
    }

    @Test
    void saysInOneLineThatNobodyAnswers() {
        assertCannotOpen(
                "jdbc:postgresql://127.0.0.1:1/dunlin?user=alba&password=secret",
                "127.0.0.1:1",
                "refused");
    }

    @Test
    void saysInOneLineThatThePasswordIsWrong() {
        assertCannotOpen(
                postgres.place() + "?user=alba&password=secret", "it refuses user or password");
    }

    @Test
    void saysInOneLineThatThereIsNoSuchDatabase() {
        assertCannotOpen(url.replace("/dunlin?", "/other?"), "database \"other\" does not exist");
    }

    @Test
    void saysInOneLineThatItIsNoAddress() {
        assertThatThrownBy(() ->
                        PostgresCatalogue.open("jdbc:x:secret", PostgresCatalogue.Limits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a PostgreSQL address is ");
    }

    @Test
    void refusesTheTablesOfANewerVersion() throws Exception {
        open().close();
        String schema = url.substring(url.lastIndexOf('=') + 1);
        postgres.execute("UPDATE " + schema + ".dunlin_version SET version = 1000");
        assertCannotOpen(url, "newer version");
    }

    @Test
    void refusesWhatIsBeyondItsLimitsButNotWhatIsThere() throws Exception {
        byte[] a = Torrents.file("a", 1);
        var limits = new PostgresCatalogue.Limits(2, 10 * a.length, 3);
        try (Catalogue catalogue = PostgresCatalogue.open(url, limits)) {
            register(catalogue, a, Note.NONE, 1);
            register(catalogue, Torrents.file("b", 2), Note.NONE, 1);
            assertFull(catalogue, Torrents.file("c", 3), 1, "the catalogue is full");
            register(catalogue, a, Note.NONE, 2);
            register(catalogue, a, Note.NONE, 3);
            assertFull(catalogue, a, 4, "the catalogue knows too many sharers already");
            assertThat(catalogue.list(0, 10)).hasSize(2);
        }
    }

    @Test
    void refusesWhatIsBeyondItsBytes() throws Exception {
        byte[] a = Torrents.file("a", 1);
        var limits = new PostgresCatalogue.Limits(10, 2 * a.length - 1, 10);
        try (Catalogue catalogue = PostgresCatalogue.open(url, limits)) {
            register(catalogue, a, Note.NONE, 1);
            assertFull(catalogue, Torrents.file("b", 2), 1, "the catalogue is full");
        }
    }

    private static void assertFull(Catalogue catalogue, byte[] torrent, int by, String message) {
        assertThatThrownBy(() -> register(catalogue, torrent, Note.NONE, by))
                .isInstanceOfSatisfying(
                        TrackerRejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
                .hasMessage(message);
    }

    @Test
    void takesCharactersThatItCannotHoldForOthers() throws Exception {
        try (Catalogue catalogue = open()) {
            Note note = new Note("zero \0, half a pair \ud83d, \ud83d\ude00", List.of("c'\\++"));
            InfoHash id = register(catalogue, Torrents.file("a", 1), note, 1);
            assertThat(catalogue.find(id).orElseThrow().listing().note().description())
                    .isEqualTo("zero \ufffd, half a pair \ufffd, \ud83d\ude00");
            assertThat(catalogue.lookUp("a\0", 10)).isEmpty();
            assertThat(catalogue.keyOf("\0\udc00")).isEmpty();
        }
    }

    @Test
    void bringsUpWhatAnEarlierVersionKept() throws Exception {
        String schema = url.substring(url.lastIndexOf('=') + 1) + ".";
        InfoHash id;
        try (Catalogue catalogue = open()) {
            id = register(catalogue, Torrents.file("a", 1), Note.NONE, 1);
            register(catalogue, Torrents.file("b", 2), Note.NONE, 2);
        }
        for (String later : List.of("content", "used", "near", "seen")) {
            postgres.execute("DROP TABLE " + schema + later);
        }
        postgres.execute("UPDATE " + schema + "dunlin_version SET version = 1");
        postgres.execute(
                "UPDATE " + schema + "share SET magnet = 'magnet:?tr=a&tr=' || repeat('x', 9999)");
        String set =
                "UPDATE " + schema + "sharer SET name = '%1$s', shown = '%1$s', folded = '%1$s'";
        postgres.execute(set.formatted("sharer") + " WHERE name = 'sharer1'");
        postgres.execute(set.formatted("sh\u0430rer") + " WHERE name = 'sharer2'");
        try (Catalogue catalogue = open()) {
            assertThat(catalogue.nameOf(sharer(1).key())).hasValue("sharer");
            assertThat(catalogue.nameOf(sharer(2).key()))
                    .hasValue("sh\u0430rer~" + sharer(2).key().fingerprint());
            assertThat(catalogue.find(id).orElseThrow().listing().magnet())
                    .hasValue("magnet:?tr=a");
            assertThat(catalogue.contents(id)).isEmpty();
        }
    }

    @Test
    void saysWhyNothingCanBeRegistered() throws Exception {
        try (Catalogue catalogue = open()) {
            catalogue.probe();
            String schema = url.substring(url.lastIndexOf('=') + 1);
            postgres.execute(
                    "ALTER TABLE "
                            + schema
                            + ".gone ADD CONSTRAINT no_writes CHECK (before < 0)"
                            + " NOT VALID");
            assertThatThrownBy(catalogue::probe)
                    .isInstanceOf(TrackerRejection.class)
                    .hasMessageStartingWith("nothing can be registered: ")
                    .hasMessageContaining("no_writes");
            assertThat(catalogue.list(0, 1)).isEmpty();
        }
    }

    @Test
    void refusesEverythingOnceItIsClosed() throws Exception {
        Catalogue catalogue = open();
        catalogue.close();
        assertThatThrownBy(() -> catalogue.list(0, 10))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("the catalogue cannot be used just now");
    }
}
