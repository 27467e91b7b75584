package dunlin.tracker.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the catalogue's file that keeps the statements it prepared: the texts handed to
 * it are constants, so their number is bounded. For one thread at a time.
 */
final class Session implements AutoCloseable {
    /** Makes a value of a row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private Session(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file; makes an empty one if it is not there. */
    static Session open(Path file) throws SQLException {
        return open(file, "NORMAL");
    }

    /** Opens the file, unless another process has it open, and keeps others away. */
    static Session openAlone(Path file) throws SQLException {
        return open(file, "EXCLUSIVE");
    }

    private static Session open(Path file, String locking) throws SQLException {
        Session session = new Session(DriverManager.getConnection("jdbc:sqlite:" + file));
        try {
            session.execute("PRAGMA locking_mode = " + locking);
            session.execute("PRAGMA busy_timeout = 5000");
            session.execute("PRAGMA journal_mode = WAL");
            // A registration that was answered must survive a power cut.
            session.execute("PRAGMA synchronous = FULL");
            session.execute("PRAGMA cache_size = -16384");
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    /** Runs statements that have no arguments and no answer. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /**
     * @param arguments Long, Integer, String, byte[] or null, for the question marks
     * @return how many rows were changed
     */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try {
            return prepare(sql, arguments).executeUpdate();
        } catch (SQLException e) {
            throw drop(sql, e);
        }
    }

    <T> List<T> query(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet results = prepare(sql, arguments).executeQuery()) {
            while (results.next()) {
                rows.add(row.read(results));
            }
        } catch (SQLException e) {
            throw drop(sql, e);
        }
        return rows;
    }

    /** The first row, if there is one. */
    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments)
            throws SQLException {
        try (ResultSet results = prepare(sql, arguments).executeQuery()) {
            return results.next() ? Optional.of(row.read(results)) : Optional.empty();
        } catch (SQLException e) {
            throw drop(sql, e);
        }
    }

    /** The one number of the one row. */
    long number(String sql, @Nullable Object... arguments) throws SQLException {
        return first(sql, row -> row.getLong(1), arguments).orElseThrow();
    }

    /** A number that may be lacking. */
    static Optional<Long> optional(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    /** How many rows this session has changed so far, those rolled back too. */
    long changes() throws SQLException {
        return number("SELECT total_changes()");
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    /** A statement that failed halfway would fail for ever: the next time it is prepared anew. */
    private SQLException drop(String sql, SQLException why) {
        PreparedStatement failed = prepared.remove(sql);
        try {
            if (failed != null) {
                failed.close();
            }
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
        return why;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
