package dunlin.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The tables of the library and how they came to be: version {@code n} of the database has seen the
 * first {@code n} migrations. A migration that was released is never changed; new ones are added.
 */
final class LibrarySchema {
    /**
     * Bytes of a library of which every page is looked at when it is opened: some hundredths of a
     * second.
     */
    private static final long CHECKED_AT_ONCE = 16 << 20;

    private static final String FIRST =
            """
            CREATE TABLE share (
                id        BLOB PRIMARY KEY,   -- info-hash, 20 bytes
                metainfo  BLOB NOT NULL,      -- the .torrent file
                folder    TEXT NOT NULL,      -- absolute
                name      TEXT NOT NULL,      -- of the file or folder in it
                pieces    INTEGER NOT NULL,   -- how many there are
                have      BLOB NOT NULL,      -- complete pieces: a bitfield of BEP 3
                added_at  INTEGER NOT NULL    -- milliseconds since 1970
            ) STRICT;
            CREATE INDEX share_by_content ON share (folder, name);
            CREATE TABLE stamp (              -- of the files of a whole share
                share     BLOB NOT NULL REFERENCES share (id) ON DELETE CASCADE,
                file      INTEGER NOT NULL,   -- number among its stored files, from 0
                size      INTEGER NOT NULL,   -- bytes
                modified  INTEGER NOT NULL,   -- nanoseconds since 1970
                inode     INTEGER NOT NULL,
                PRIMARY KEY (share, file)
            ) STRICT, WITHOUT ROWID;
            """;

    /** The stamps before did not tell what was changed on purpose: all is hashed again once. */
    private static final String STAMPS_OF_ALL_FILES =
            """
            DROP TABLE stamp;
            CREATE TABLE stamp (              -- of files when their pieces were noted
                share     BLOB NOT NULL REFERENCES share (id) ON DELETE CASCADE,
                file      INTEGER NOT NULL,   -- index in the share
                size      INTEGER NOT NULL,   -- bytes
                modified  INTEGER NOT NULL,   -- nanoseconds since 1970
                changed   INTEGER NOT NULL,   -- nanoseconds since 1970, by the system's own clock
                inode     INTEGER NOT NULL,
                PRIMARY KEY (share, file)
            ) STRICT, WITHOUT ROWID;
            """;

    /** One share may stand in several places. */
    private static final String PLACES =
            """
            CREATE TABLE place (
                number    INTEGER PRIMARY KEY,
                id        BLOB NOT NULL,      -- info-hash, 20 bytes
                metainfo  BLOB NOT NULL,      -- the .torrent file
                folder    TEXT NOT NULL,      -- absolute
                name      TEXT NOT NULL,      -- of the file or folder in it
                pieces    INTEGER NOT NULL,   -- how many there are
                have      BLOB NOT NULL,      -- complete pieces: a bitfield of BEP 3
                added_at  INTEGER NOT NULL,   -- milliseconds since 1970
                UNIQUE (id, folder, name)
            ) STRICT;
            INSERT INTO place (id, metainfo, folder, name, pieces, have, added_at)
                SELECT id, metainfo, folder, name, pieces, have, added_at FROM share;
            CREATE TABLE place_stamp (        -- of files when their pieces were noted
                place     INTEGER NOT NULL REFERENCES place (number) ON DELETE CASCADE,
                file      INTEGER NOT NULL,   -- index in the share
                size      INTEGER NOT NULL,   -- bytes
                modified  INTEGER NOT NULL,   -- nanoseconds since 1970
                changed   INTEGER NOT NULL,   -- nanoseconds since 1970, by the system's own clock
                inode     INTEGER NOT NULL,
                PRIMARY KEY (place, file)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO place_stamp
                SELECT number, file, size, modified, changed, inode
                FROM stamp JOIN place ON id = share;
            DROP TABLE stamp;
            DROP TABLE share;
            CREATE INDEX place_by_content ON place (folder, name);
            """;

    /** By which number others ask for a share: one is never given to another share again. */
    private static final String NUMBERS =
            """
            CREATE TABLE shown (
                number      INTEGER PRIMARY KEY AUTOINCREMENT,
                id          BLOB NOT NULL UNIQUE,   -- info-hash, 20 bytes
                visibility  INTEGER NOT NULL,       -- 0 everybody, 1 members, 2 nobody
                since       INTEGER NOT NULL        -- milliseconds since 1970
            ) STRICT;
            """;

    static final List<String> MIGRATIONS = List.of(FIRST, STAMPS_OF_ALL_FILES, PLACES, NUMBERS);

    private LibrarySchema() {}

    /**
     * A connection to the database at {@code file}, its tables as this version knows them.
     *
     * @param patience how long to wait for another process that writes
     */
    static Connection open(Path file, Duration patience) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) patience.toMillis());
        config.setJournalMode(JournalMode.WAL);
        // In WAL mode only FULL makes a commit outlive a power cut.
        config.setSynchronous(SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            requireSound(connection);
            migrate(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * A damaged page is met now, and not when a fetch has gone half its way; but in a large library
     * only when it is read, since to look at all would take longer than most commands do.
     */
    private static void requireSound(Connection connection) throws SQLException {
        long bytes = number(connection, "page_count") * number(connection, "page_size");
        if (bytes > CHECKED_AT_ONCE) {
            return;
        }
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("PRAGMA quick_check(1)")) {
            String found = row.getString(1);
            if (!found.equals("ok")) {
                throw new SQLiteException(found, SQLiteErrorCode.SQLITE_CORRUPT);
            }
        }
    }

    private static void migrate(Connection connection) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        int version = (int) number(connection, "user_version");
        if (version > MIGRATIONS.size()) {
            throw new SQLException("it was written by a newer dunlin (version " + version + ")");
        }
        for (String migration : MIGRATIONS.subList(version, MIGRATIONS.size())) {
            execute(connection, migration);
        }
        if (version < MIGRATIONS.size()) {
            execute(connection, "PRAGMA user_version = " + MIGRATIONS.size());
        }
        execute(connection, "COMMIT");
    }

    private static long number(Connection connection, String pragma) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("PRAGMA " + pragma)) {
            return row.getLong(1);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
