package dunlin.cluster.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Short words for what is done with a connection. For one thread at a time. */
record Session(Connection connection) {
    /** Makes a value of a row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs statements that have no arguments and no answer. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * @param arguments Long, Integer, String, byte[], arrays of these but Integer, or null, for the
     *     question marks
     * @return how many rows were changed
     */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    <T> List<T> query(String sql, Row<T> row, @Nullable Object... arguments) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, arguments);
                ResultSet results = statement.executeQuery()) {
            while (results.next()) {
                rows.add(row.read(results));
            }
        }
        return rows;
    }

    /** The first row, if there is one. */
    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... arguments)
            throws SQLException {
        return query(sql, row, arguments).stream().findFirst();
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

    private PreparedStatement prepare(String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.length; i++) {
                bind(statement, i + 1, arguments[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object argument)
            throws SQLException {
        switch (argument) {
            case null -> statement.setObject(index, null);
            case String text -> statement.setString(index, storable(text));
            case String[] texts -> {
                Object[] storable = new Object[texts.length];
                for (int i = 0; i < texts.length; i++) {
                    storable[i] = storable(texts[i]);
                }
                statement.setArray(index, connection.createArrayOf("text", storable));
            }
            case Long[] numbers ->
                    statement.setArray(index, connection.createArrayOf("bigint", numbers));
            case byte[][] strings ->
                    statement.setArray(index, connection.createArrayOf("bytea", strings));
            default -> statement.setObject(index, argument);
        }
    }

    /**
     * PostgreSQL holds neither the character zero nor halves of surrogate pairs, which may come in
     * a description or in what somebody looks for.
     */
    static String storable(String text) {
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff) ? 0xfffd : c)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }
}
