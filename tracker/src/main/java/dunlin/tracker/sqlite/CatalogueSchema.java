package dunlin.tracker.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of the catalogue.
 *
 * <pre>
 *   share    what is listed; seq grows with each registration, so that the newest are the largest
 *   torrent  the files, apart, so that listing does not read them
 *   holder   who registered a share
 *   total    one row: how many shares there are, and how many bytes their torrents have
 * </pre>
 */
final class CatalogueSchema {
    private static final int VERSION = 1;

    private static final String[] TABLES = {
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
            shared_at INTEGER NOT NULL) STRICT
        """,
        "CREATE INDEX share_name ON share (name)",
        "CREATE INDEX share_id_v2 ON share (id_v2)",
        """
        CREATE TABLE torrent (
            seq INTEGER PRIMARY KEY REFERENCES share (seq),
            bytes BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE holder (
            seq INTEGER NOT NULL REFERENCES share (seq),
            name TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (seq, name)) STRICT, WITHOUT ROWID
        """,
        "CREATE TABLE total (shares INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT",
        "INSERT INTO total VALUES (0, 0)",
    };

    private CatalogueSchema() {}

    /** Opens the database, with its tables made if it is new. */
    static Connection open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute("PRAGMA journal_mode = WAL");
            // A registration that was answered must survive a power cut.
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            create(statement);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Makes the tables. After an error the connection is to be closed, which rolls back. */
    private static void create(Statement statement) throws SQLException {
        // Taken before the version is read: two indexes may start with one new file.
        statement.execute("BEGIN IMMEDIATE");
        int version;
        try (ResultSet found = statement.executeQuery("PRAGMA user_version")) {
            version = found.getInt(1);
        }
        if (version > VERSION) {
            throw new SQLException("the catalogue was written by a newer version");
        }
        if (version == 0) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA user_version = " + VERSION);
        }
        statement.execute("COMMIT");
    }
}
