package dunlin.tracker.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.NearName;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.Torrents;
import dunlin.tracker.sqlite.SqliteCatalogue.Limits;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Holder;
import dunlin.tracker.store.Catalogue.Near;
import dunlin.tracker.store.Catalogue.Totals;
import dunlin.tracker.store.CatalogueFixture;
import dunlin.tracker.store.Contents;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens a catalogue as the first version wrote it, before names belonged to keys. */
class CatalogueSchemaTest extends CatalogueFixture {
    private static final byte[] FILMS = Torrents.file("Films of 2025.iso", 50_000);
    private static final byte[] BOTH = Torrents.hybrid("both");

    @TempDir Path folder;

    @Override
    protected Catalogue open() throws IOException, SQLException {
        Path file = folder.resolve("catalogue.db");
        try (Session session = Session.open(file)) {
            if (session.number("PRAGMA user_version") == 0) {
                firstVersion(session);
            }
        }
        return SqliteCatalogue.open(file, Limits.DEFAULT);
    }

    /** What the first version did, written down here so that no change of ours changes it. */
    private static void firstVersion(Session session) throws SQLException {
        session.execute(
                """
                CREATE TABLE share (
                    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, id_v2 TEXT,
                    name TEXT NOT NULL, size INTEGER NOT NULL, files INTEGER NOT NULL,
                    torrent_length INTEGER NOT NULL, magnet TEXT, shared_by TEXT NOT NULL,
                    shared_at INTEGER NOT NULL) STRICT;
                CREATE INDEX share_name ON share (name);
                CREATE INDEX share_id_v2 ON share (id_v2);
                CREATE TABLE torrent (
                    seq INTEGER PRIMARY KEY REFERENCES share (seq), bytes BLOB NOT NULL) STRICT;
                CREATE TABLE holder (
                    seq INTEGER NOT NULL REFERENCES share (seq), name TEXT NOT NULL,
                    since INTEGER NOT NULL, PRIMARY KEY (seq, name)) STRICT, WITHOUT ROWID;
                CREATE TABLE total (shares INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
                INSERT INTO total VALUES (0, 0);
                PRAGMA user_version = 1;
                """);
        insert(session, FILMS, "anna");
        insert(session, BOTH, "bert");
    }

    private static void insert(Session session, byte[] torrent, String by) throws SQLException {
        Metainfo metainfo = Torrents.parse(torrent);
        @Nullable String idV2 = metainfo.info().infoHashV2().map(Object::toString).orElse(null);
        session.update(
                """
                INSERT INTO share (id, id_v2, name, size, files, torrent_length, magnet,
                    shared_by, shared_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                metainfo.info().id().toString(),
                idV2,
                metainfo.info().name(),
                metainfo.info().contentSize(),
                1,
                torrent.length,
                metainfo.magnet() + "&tr=" + "x".repeat(1_000_000),
                by,
                NOON.toEpochMilli());
        session.update("INSERT INTO torrent VALUES (last_insert_rowid(), ?)", (Object) torrent);
        session.update(
                "INSERT INTO holder SELECT max(seq), ?, ? FROM share", by, NOON.toEpochMilli());
        session.update("UPDATE total SET shares = shares + 1, bytes = bytes + ?", torrent.length);
    }

    private static InfoHash id(byte[] torrent) {
        return Torrents.parse(torrent).info().id();
    }

    @Test
    void keepsEveryShareAndWhatItIsFoundBy() throws Exception {
        Entry films = only(catalogue.find(id(FILMS)));
        assertThat(films.name()).isEqualTo("Films of 2025.iso");
        assertThat(films.listing().size()).isEqualTo(50_000);
        assertThat(films.listing().sharedBy()).isEqualTo("anna");
        assertThat(films.listing().sharedAt()).isEqualTo(NOON);
        assertThat(films.listing().owner()).isEmpty();
        assertThat(films.listing().magnet()).hasValue(Torrents.parse(FILMS).magnet().toString());
        assertThat(catalogue.torrent(id(FILMS))).hasValue(FILMS);
        assertThat(names(catalogue.list(0, 10))).containsExactly("both", "Films of 2025.iso");
        assertThat(names(catalogue.search(SearchQuery.of(List.of("film*", "2025")), 0, 10)))
                .containsExactly("Films of 2025.iso");
        assertThat(catalogue.near(new NearName("flims of 2025"), 10))
                .containsExactly(new Near(films, 1));
        assertThat(catalogue.totals()).isEqualTo(new Totals(2, 50_001, 0));
        String v2 = only(Torrents.parse(BOTH).info().infoHashV2()).toString();
        assertThat(names(catalogue.lookUp(v2, 10))).containsExactly("both");
    }

    @Test
    void notesWhatIsShownOfAShareWhenItIsLookedAt() throws Exception {
        assertThat(catalogue.contents(id(FILMS))).isEmpty();
        Contents contents = Contents.of(info(FILMS));
        catalogue.noteContents(id(FILMS), contents);
        assertThat(catalogue.contents(id(FILMS))).hasValue(contents);
        catalogue.noteContents(id(BOTH), Contents.UNKNOWN);
        assertThat(catalogue.contents(id(BOTH))).hasValue(Contents.UNKNOWN);
    }

    @Test
    void givesAShareToTheFirstKeyThatRegistersItAgain() throws Exception {
        assertThat(catalogue.holders(id(FILMS))).isEmpty();
        assertRejected(Reason.FORBIDDEN, () -> catalogue.withdraw(id(FILMS), Catalogue.NOBODY));
        assertRejected(
                Reason.FORBIDDEN,
                () -> catalogue.annotate(info(FILMS), note("x"), Catalogue.NOBODY));
        Entry claimed = register(FILMS, sharer("carl"), note("mine"), NOON.plusSeconds(9)).entry();
        assertThat(claimed.listing().owner()).hasValue(key("carl"));
        assertThat(claimed.listing().sharedBy()).isEqualTo("carl");
        assertThat(claimed.listing().note()).isEqualTo(note("mine"));
        assertThat(claimed.listing().sharedAt()).isEqualTo(NOON);
        register(FILMS, "anna");
        assertThat(only(catalogue.find(id(FILMS))).listing().owner()).hasValue(key("carl"));
        assertThat(catalogue.holders(id(FILMS)))
                .extracting(Holder::name)
                .containsExactly("anna", "carl");
        assertThat(names(catalogue.search(SearchQuery.of(List.of("mine")), 0, 10))).hasSize(1);
        catalogue.withdraw(id(FILMS), key("carl"));
        assertThat(names(catalogue.list(0, 10))).containsExactly("both");
    }

    @Test
    void registersAfterTheLastOfTheEarlierOnes() throws Exception {
        register(Torrents.file("new", 1), "anna");
        assertThat(names(catalogue.list(0, 10)))
                .containsExactly("new", "both", "Films of 2025.iso");
        assertThat(catalogue.watch(0, 10))
                .extracting(Catalogue.Watched::seq)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void marksTheLaterOfTwoNamesThatLookAlike() throws Exception {
        catalogue.close();
        String cyrillic = "t\u0435rn";
        try (Session session = Session.open(folder.resolve("catalogue.db"))) {
            session.execute(
                    "DROP TABLE content; DROP TABLE used; DROP TABLE share_near; DROP TABLE seen");
            session.execute("PRAGMA user_version = 2");
            for (String name : List.of("tern", cyrillic)) {
                session.update(
                        """
                        INSERT INTO sharer (key, name, shown, folded, holdings, seen)
                        VALUES (?, ?, ?, ?, 0, 0)
                        """,
                        key(name).bytes(),
                        name,
                        name,
                        name);
            }
        }
        catalogue = open();
        assertThat(catalogue.nameOf(key("tern"))).hasValue("tern");
        assertThat(catalogue.nameOf(key(cyrillic)))
                .hasValue(cyrillic + "~" + key(cyrillic).fingerprint());
        assertThat(catalogue.keyOf(cyrillic)).hasValue(key("tern"));
    }

    @Test
    void opensItAgainAsItLeftIt() throws Exception {
        Entry entry = register(FILMS, "anna").entry();
        catalogue.close();
        catalogue = open();
        assertThat(catalogue.find(id(FILMS))).hasValue(entry);
    }

    @Test
    void refusesAFileOfANewerVersion() throws Exception {
        Path file = folder.resolve("newer.db");
        try (Session session = Session.open(file)) {
            session.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> SqliteCatalogue.open(file, Limits.DEFAULT))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot open the catalogue %s: it was written by a newer version of this"
                                + " program",
                        file);
    }

    private static String pragma(Session session, String name) throws SQLException {
        return session.query("PRAGMA " + name, row -> row.getString(1)).getFirst();
    }

    @Test
    void whatIsWrittenOutlivesAPowerCutAndNobodyWaitsForLong() throws Exception {
        Path file = folder.resolve("fresh.db");
        Writer writer = Writer.open(file);
        Readers readers = Readers.open(file, 2);
        try (writer;
                readers) {
            for (List<String> wanted :
                    List.of(
                            List.of("journal_mode", "wal"),
                            List.of("synchronous", "2"),
                            List.of("busy_timeout", "5000"))) {
                String name = wanted.getFirst();
                String writing = writer.write(session -> pragma(session, name));
                String reading = readers.read(session -> pragma(session, name));
                assertThat(List.of(name, writing)).isEqualTo(wanted);
                assertThat(List.of(name, reading)).isEqualTo(wanted);
            }
        }
    }
}
