package dunlin.tracker.sqlite;

import dunlin.protocol.metainfo.Magnet;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of the catalogue and how they came to be: version {@code n} of the file has seen the
 * first {@code n} migrations. One that was released is never changed.
 *
 * <pre>
 *   share        what is listed; seq grows with each registration, so that the newest are the largest
 *   torrent      the files, apart, so that listing does not read them
 *   content      what is shown of their inside
 *   sharer       the keys that registered anything, and how they are shown
 *   holder       who registered which share
 *   share_title  full text of names and tags
 *   share_text   full text of all that a share is found by
 *   share_near   what names are listed by, for who mistypes one
 *   seen         where peers of listed shares were seen last; the newest have the largest numbers
 *   used         signatures that were used while their time was good
 *   total        one row: counters, so that nothing has to be counted
 * </pre>
 */
final class CatalogueSchema {
    private static final String FIRST =
            """
            CREATE TABLE share (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                id_v2 TEXT,
                name TEXT NOT NULL,
                size INTEGER NOT NULL,
                files INTEGER NOT NULL,
                torrent_length INTEGER NOT NULL,
                magnet TEXT,
                shared_by TEXT NOT NULL,
                shared_at INTEGER NOT NULL) STRICT;
            CREATE INDEX share_name ON share (name);
            CREATE INDEX share_id_v2 ON share (id_v2);
            CREATE TABLE torrent (
                seq INTEGER PRIMARY KEY REFERENCES share (seq),
                bytes BLOB NOT NULL) STRICT;
            CREATE TABLE holder (
                seq INTEGER NOT NULL REFERENCES share (seq),
                name TEXT NOT NULL,
                since INTEGER NOT NULL,
                PRIMARY KEY (seq, name)) STRICT, WITHOUT ROWID;
            CREATE TABLE total (shares INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
            INSERT INTO total VALUES (0, 0);
            """;

    /**
     * Names come to belong to keys, which the first version did not know: its shares are nobody's,
     * and its holders, mere names, are left out. Times are milliseconds since 1970.
     *
     * <p>Of the full text only its index is kept, and of that only which share has a word, not
     * where: ranking reads names instead. A beginning of up to ten characters is an entry of its
     * own; for a longer one the lists of all words that begin so have to be merged for each search.
     */
    private static final String KEYS_AND_SEARCH =
            """
            CREATE TABLE sharer (
                id INTEGER PRIMARY KEY,
                key BLOB NOT NULL UNIQUE,
                name TEXT NOT NULL,            -- as it calls itself
                shown TEXT NOT NULL,           -- as others see it
                folded TEXT NOT NULL UNIQUE,   -- what no other may look like
                holdings INTEGER NOT NULL,     -- shares that it is a holder of
                seen INTEGER NOT NULL          -- when it registered last
            ) STRICT;
            CREATE INDEX sharer_idle ON sharer (seen) WHERE holdings = 0;
            CREATE TABLE share_2 (
                seq INTEGER PRIMARY KEY AUTOINCREMENT,
                id BLOB NOT NULL UNIQUE,
                id_v2 BLOB,
                name TEXT NOT NULL,
                size INTEGER NOT NULL,
                files INTEGER NOT NULL,
                torrent_length INTEGER NOT NULL,
                magnet TEXT,
                owner INTEGER,                 -- of sharer; without one it is nobody's
                unproven TEXT,                 -- who claimed to share what is nobody's
                shared_at INTEGER NOT NULL,
                description TEXT NOT NULL,
                tags TEXT NOT NULL,            -- a line each
                silent_since INTEGER           -- since when nobody has it
            ) STRICT;
            INSERT INTO share_2
                SELECT seq, unhex(id), unhex(id_v2), name, size, files, torrent_length, magnet,
                    NULL, shared_by, shared_at, '', '', NULL
                FROM share ORDER BY seq;
            DROP TABLE share;
            ALTER TABLE share_2 RENAME TO share;
            CREATE INDEX share_name ON share (name);
            CREATE INDEX share_id_v2 ON share (id_v2);
            CREATE INDEX share_time ON share (shared_at);
            CREATE INDEX share_silent ON share (silent_since) WHERE silent_since IS NOT NULL;
            DROP TABLE holder;
            CREATE TABLE holder (
                seq INTEGER NOT NULL,
                sharer INTEGER NOT NULL,
                since INTEGER NOT NULL,
                PRIMARY KEY (seq, sharer)) STRICT, WITHOUT ROWID;
            DROP TABLE total;
            CREATE TABLE total (
                shares INTEGER NOT NULL,
                torrent_bytes INTEGER NOT NULL,
                content_bytes INTEGER NOT NULL,
                sharers INTEGER NOT NULL,
                gone_before INTEGER NOT NULL   -- silent since before that is shown as gone
            ) STRICT;
            INSERT INTO total
                SELECT count(*), coalesce(sum(torrent_length), 0),
                    min(cast(total(size) AS INTEGER), 1 << 62), 0, 0
                FROM share;
            CREATE VIRTUAL TABLE share_title USING fts5 (words, content = '',
                contentless_delete = 1, tokenize = 'ascii', detail = none, prefix = '1 2 3 4 5 6 7 8 9 10');
            CREATE VIRTUAL TABLE share_text USING fts5 (words, content = '',
                contentless_delete = 1, tokenize = 'ascii', detail = none, prefix = '1 2 3 4 5 6 7 8 9 10');
            """;

    /** What earlier versions registered gets its content when somebody looks at it. */
    private static final String CONTENT =
            """
            CREATE TABLE content (
                seq INTEGER PRIMARY KEY,
                size INTEGER NOT NULL,         -- padding counted
                piece_length INTEGER NOT NULL, -- 0 if its torrent is not taken any more
                files TEXT NOT NULL            -- a line each
            ) STRICT;
            """;

    private static final String USED_SIGNATURES =
            """
            CREATE TABLE used (
                signature BLOB PRIMARY KEY,
                until INTEGER NOT NULL         -- second since 1970 from which on it may be forgotten
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX used_until ON used (until);
            """;

    private static final String NEAR_NAMES =
            """
            CREATE VIRTUAL TABLE share_near USING fts5 (terms, content = '',
                contentless_delete = 1, tokenize = 'ascii', detail = none);
            """;

    private static final String SIGHTINGS =
            """
            CREATE TABLE seen (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                seq INTEGER NOT NULL,
                swarm BLOB NOT NULL,
                address TEXT NOT NULL,
                name TEXT,
                role TEXT NOT NULL,
                since INTEGER NOT NULL,
                UNIQUE (swarm, address)) STRICT;
            CREATE INDEX seen_seq ON seen (seq);
            """;

    private static final List<String> MIGRATIONS =
            List.of(FIRST, KEYS_AND_SEARCH, CONTENT, USED_SIGNATURES, NEAR_NAMES, SIGHTINGS);

    /** The state of the error that says so. */
    static final String NEWER = "newer";

    private CatalogueSchema() {}

    /** Brings the file's tables to this version. After an error nothing has changed. */
    static void migrate(Path file) throws SQLException {
        try (Session session = Session.open(file)) {
            // Taken before the version is read: two indexes may start with one new file.
            session.execute("BEGIN IMMEDIATE");
            int version = (int) session.number("PRAGMA user_version");
            if (version > MIGRATIONS.size()) {
                throw new SQLException("it was written by a newer version of this program", NEWER);
            }
            for (String migration : MIGRATIONS.subList(version, MIGRATIONS.size())) {
                session.execute(migration);
            }
            if (version < 2) {
                SearchIndex.fill(session);
            }
            if (version < 3) {
                shortenLinks(session);
                new Sharers(session).tellApart();
            }
            if (version < 5) {
                NearNames.fill(session);
            }
            session.execute("PRAGMA user_version = " + MIGRATIONS.size());
            session.execute("COMMIT");
        }
    }

    /** Earlier versions kept links of any length. */
    private static void shortenLinks(Session session) throws SQLException {
        List<Long> lengthy =
                session.query(
                        "SELECT seq FROM share WHERE length(magnet) > ?",
                        row -> row.getLong(1),
                        Magnet.MAX_LISTED_URLS);
        for (long seq : lengthy) {
            String link =
                    session.first(
                                    "SELECT magnet FROM share WHERE seq = ?",
                                    row -> row.getString(1),
                                    seq)
                            .orElseThrow();
            session.update("UPDATE share SET magnet = ? WHERE seq = ?", Magnet.listed(link), seq);
        }
    }
}
