package dunlin.storage;

import dunlin.protocol.InfoHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * Under which numbers others are shown the shares of this peer, and who is. A number stays with its
 * share for good, whether that is shown just now or not, and is never given to another. Part of the
 * {@link Library}, and thread-safe as that is.
 */
public final class ShownShares {
    /**
     * How a share is shown.
     *
     * @param number from 1
     * @param visibility who may find it, as its owner counts that, from 0
     * @param since when it was shown first
     */
    public record Shown(int number, int visibility, Instant since) {}

    private final Library library;
    private final Connection connection;

    ShownShares(Library library, Connection connection) {
        this.library = library;
        this.connection = connection;
    }

    /** Notes who may find a share, and gives it a number unless it has one. */
    public Shown show(InfoHash id, int visibility, Instant now) throws StorageException {
        return library.transaction(() -> {
            try (PreparedStatement put =
                    connection.prepareStatement(
                            """
                            INSERT INTO shown (id, visibility, since) VALUES (?, ?, ?)
                            ON CONFLICT (id) DO UPDATE SET visibility = excluded.visibility
                            """)) {
                put.setBytes(1, id.bytes());
                put.setInt(2, visibility);
                put.setLong(3, now.toEpochMilli());
                put.executeUpdate();
            }
            return select(id).orElseThrow();
        });
    }

    /** How a share is shown, or was; empty if it never was. */
    public Optional<Shown> find(InfoHash id) throws StorageException {
        return library.transaction(() -> select(id));
    }

    private Optional<Shown> select(InfoHash id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT number, visibility, since FROM shown WHERE id = ?")) {
            select.setBytes(1, id.bytes());
            ResultSet row = select.executeQuery();
            return row.next()
                    ? Optional.of(
                            new Shown(
                                    row.getInt(1),
                                    row.getInt(2),
                                    Instant.ofEpochMilli(row.getLong(3))))
                    : Optional.empty();
        }
    }
}
