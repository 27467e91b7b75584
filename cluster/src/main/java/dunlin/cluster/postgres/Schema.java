package dunlin.cluster.postgres;

import dunlin.protocol.metainfo.Magnet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables of the catalogue and how they came to be: version {@code n} of the database has seen
 * the first {@code n} migrations. One that was released is never changed. Times are milliseconds
 * since 1970.
 *
 * <pre>
 *   share    what is listed; seq grows with each registration
 *   torrent  the files, apart, so that listing does not read them
 *   content  what is shown of their inside
 *   sharer   the keys that registered anything, and how they are shown
 *   holder   who registered which share
 *   absence  since when nobody has a share; apart, as it changes often and the indexes of share are many
 *   total    counters in several parts, so that writers do not wait for each other; their sum counts
 *   near     what names are listed by, for who mistypes one
 *   seen     where peers of listed shares were seen last; the newest have the largest numbers
 *   used     signatures that were used while their time was good
 *   gone     one row: who is silent since before that is shown as gone
 * </pre>
 */
final class Schema {
    /** How many parts the counters have. */
    static final int PARTS = 16;

    /** Any number, as long as it stays the same: whoever changes the tables holds it. */
    private static final long LOCK = 0x64756e6c696eL;

    private static final String FIRST =
            """
            CREATE TABLE sharer (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                key bytea NOT NULL UNIQUE,
                name text NOT NULL,            -- as it calls itself
                shown text NOT NULL,           -- as others see it
                folded text NOT NULL UNIQUE,   -- what no other may look like
                seen bigint NOT NULL           -- when it registered last, to a second
            );
            CREATE INDEX sharer_seen ON sharer (seen);
            CREATE TABLE share (
                seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                id bytea NOT NULL UNIQUE,
                id_v2 bytea,
                name text NOT NULL,
                size bigint NOT NULL,
                files integer NOT NULL,
                torrent_length integer NOT NULL,
                magnet text,
                owner bigint NOT NULL REFERENCES sharer,
                shared_at bigint NOT NULL,
                description text NOT NULL,
                tags text[] NOT NULL,
                title tsvector NOT NULL,       -- words of name and tags
                words tsvector NOT NULL        -- all words, and terms to filter by
            );
            CREATE INDEX share_name ON share (name, seq);
            CREATE INDEX share_id_v2 ON share (id_v2) WHERE id_v2 IS NOT NULL;
            CREATE INDEX share_time ON share (shared_at, seq);
            CREATE INDEX share_size ON share (size);
            CREATE INDEX share_owner ON share (owner, seq);
            -- Without the list of pending entries: a search would have to read all of it.
            CREATE INDEX share_text ON share USING gin (title, words) WITH (fastupdate = off);
            CREATE TABLE torrent (
                seq bigint PRIMARY KEY REFERENCES share ON DELETE CASCADE,
                bytes bytea NOT NULL
            );
            -- Hashes do not compress.
            ALTER TABLE torrent ALTER COLUMN bytes SET STORAGE EXTERNAL;
            CREATE TABLE holder (
                seq bigint NOT NULL REFERENCES share ON DELETE CASCADE,
                sharer bigint NOT NULL REFERENCES sharer,
                since bigint NOT NULL,
                PRIMARY KEY (seq, sharer)
            );
            CREATE INDEX holder_sharer ON holder (sharer);
            CREATE TABLE absence (
                seq bigint PRIMARY KEY REFERENCES share ON DELETE CASCADE,
                since bigint NOT NULL
            );
            CREATE INDEX absence_since ON absence (since);
            CREATE TABLE total (
                part integer PRIMARY KEY,
                shares bigint NOT NULL,
                torrent_bytes bigint NOT NULL,
                content_bytes numeric NOT NULL,
                sharers bigint NOT NULL
            );
            INSERT INTO total SELECT part, 0, 0, 0, 0 FROM generate_series(0, %d) part;
            CREATE TABLE gone (before bigint NOT NULL);
            INSERT INTO gone VALUES (0);
            """
                    .formatted(PARTS - 1);

    /** What earlier versions registered gets its content when somebody looks at it. */
    private static final String CONTENT =
            """
            CREATE TABLE content (
                seq bigint PRIMARY KEY REFERENCES share ON DELETE CASCADE,
                size bigint NOT NULL,          -- padding counted
                piece_length integer NOT NULL, -- 0 if its torrent is not taken any more
                files text NOT NULL            -- a line each
            );
            """;

    private static final String USED_SIGNATURES =
            """
            CREATE TABLE used (
                signature bytea PRIMARY KEY,
                until bigint NOT NULL          -- second since 1970 from which on it may be forgotten
            );
            CREATE INDEX used_until ON used (until);
            """;

    private static final String NEAR_NAMES =
            """
            CREATE TABLE near (
                seq bigint PRIMARY KEY REFERENCES share ON DELETE CASCADE,
                terms tsvector NOT NULL
            );
            CREATE INDEX near_terms ON near USING gin (terms) WITH (fastupdate = off);
            """;

    private static final String SIGHTINGS =
            """
            CREATE TABLE seen (
                number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                seq bigint NOT NULL REFERENCES share ON DELETE CASCADE,
                swarm bytea NOT NULL,
                address text NOT NULL,
                name text,
                role text NOT NULL,
                since bigint NOT NULL,
                UNIQUE (swarm, address)
            );
            CREATE INDEX seen_seq ON seen (seq);
            """;

    private static final List<String> MIGRATIONS =
            List.of(FIRST, CONTENT, USED_SIGNATURES, NEAR_NAMES, SIGHTINGS);

    private Schema() {}

    /** Brings the tables to this version, one tracker at a time. After an error nothing changed. */
    static void migrate(Connection connection) throws SQLException {
        Session session = new Session(connection);
        connection.setAutoCommit(false);
        session.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        session.execute("CREATE TABLE IF NOT EXISTS dunlin_version (version integer NOT NULL)");
        int version =
                session.first("SELECT version FROM dunlin_version", row -> row.getInt(1)).orElse(0);
        if (version > MIGRATIONS.size()) {
            throw new SQLException("it was written by a newer version of this program");
        }
        if (version < MIGRATIONS.size()) {
            for (String migration : MIGRATIONS.subList(version, MIGRATIONS.size())) {
                session.execute(migration);
            }
            if (version < 2) {
                shortenLinks(session);
                new Sharers(session).tellApart();
            }
            if (version < 4) {
                NearNames.fill(session);
            }
            session.execute("DELETE FROM dunlin_version");
            session.update("INSERT INTO dunlin_version VALUES (?)", MIGRATIONS.size());
        }
        connection.commit();
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
