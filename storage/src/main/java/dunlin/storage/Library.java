package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What this peer has: every share with where it lies, or each of the places where it does, its
 * pieces that were verified and forced, and how its files stood then, in SQLite. It survives a kill
 * at any moment. Thread-safe.
 *
 * <p>One connection, used by one thread at a time under the lock; another process with the same
 * file waits its turn inside SQLite. A transaction is on the disk when its call returns.
 */
public final class Library implements AutoCloseable {
    /**
     * One share as remembered.
     *
     * @param folder the folder in which it stands
     * @param name under which it stands there
     * @param have the pieces that are verified and on the disk
     */
    public record Entry(
            Metainfo metainfo, Path folder, String name, Bitfield have, Instant addedAt) {}

    private static final Logger LOG = LoggerFactory.getLogger(Library.class);

    /** How long one process waits for another. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String SELECT_SHARE =
            "SELECT metainfo, folder, name, pieces, have, added_at FROM place";

    private final Path file;
    private final Connection connection;
    private final PlaceLocks locks;
    private final ShownShares shown;
    private final ReentrantLock lock = new ReentrantLock();

    private Library(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.locks = new PlaceLocks(file.resolveSibling("library.lock"));
        this.shown = new ShownShares(this, connection);
    }

    /**
     * Opens the database at {@code file}, made if it is not there. One that is damaged is kept
     * under another name and made anew: nothing is lost by it but time, for what it says of files
     * is found again by hashing them.
     */
    public static Library open(Path file) throws StorageException {
        return open(file, PATIENCE);
    }

    static Library open(Path file, Duration patience) throws StorageException {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.isDirectory(file)) {
                throw new StorageException(
                        Reason.OBSTRUCTED,
                        file,
                        "a folder stands in the place of the library " + file);
            }
            return new Library(file, connect(file, patience));
        } catch (IOException e) {
            throw DiskErrors.writing(file, e);
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    private static Connection connect(Path file, Duration patience)
            throws SQLException, IOException {
        try {
            return LibrarySchema.open(file, patience);
        } catch (SQLException e) {
            if (failure(file, e).reason() != Reason.LIBRARY_DAMAGED) {
                throw e;
            }
            Path kept = setAside(file);
            LOG.warn(
                    "the library {} was damaged and is made anew, the old one is kept as {}; what is"
                            + " there of shares is hashed again, and get needs --force to go on with"
                            + " unfinished ones",
                    file,
                    kept.getFileName());
            return LibrarySchema.open(file, patience);
        }
    }

    /** With what SQLite keeps beside it, which would be taken for that of the new one. */
    private static Path setAside(Path file) throws IOException {
        int number = 1;
        while (Files.exists(sibling(file, number, ""))) {
            number++;
        }
        for (String part : List.of("-wal", "-shm", "")) {
            Path there = file.resolveSibling(file.getFileName() + part);
            if (Files.exists(there)) {
                Files.move(there, sibling(file, number, part));
            }
        }
        return sibling(file, number, "");
    }

    private static Path sibling(Path file, int number, String part) {
        return file.resolveSibling(file.getFileName() + ".damaged-" + number + part);
    }

    /**
     * Remembers a share, or replaces what was remembered of it.
     *
     * @param stamps how its files stood when those pieces were verified, by their index in the
     *     share; the pieces of a file without one are hashed again before they are trusted
     */
    public void put(Entry entry, Map<Integer, FileStamp> stamps) throws StorageException {
        Path folder = entry.folder().toAbsolutePath().normalize();
        InfoHash id = entry.metainfo().info().id();
        transaction(() -> {
            try (PreparedStatement put =
                    connection.prepareStatement(
                            """
                            INSERT INTO place
                                (id, metainfo, folder, name, pieces, have, added_at)
                            VALUES (?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (id, folder, name) DO UPDATE SET
                                metainfo = excluded.metainfo, have = excluded.have,
                                added_at = excluded.added_at
                            """)) {
                put.setBytes(1, id.bytes());
                put.setBytes(2, entry.metainfo().encode());
                put.setString(3, folder.toString());
                put.setString(4, entry.name());
                put.setInt(5, entry.have().size());
                put.setBytes(6, entry.have().toBytes());
                put.setLong(7, entry.addedAt().toEpochMilli());
                put.executeUpdate();
            }
            long place = place(id, folder.resolve(entry.name())).number();
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM place_stamp WHERE place = ?")) {
                delete.setLong(1, place);
                delete.executeUpdate();
            }
            return putStamps(place, stamps);
        });
    }

    /** Where a share stands, the place that was noted last first. */
    public List<Entry> places(InfoHash id) throws StorageException {
        String sql = SELECT_SHARE + " WHERE id = ? ORDER BY added_at DESC, number DESC";
        return query(sql, q -> q.setBytes(1, id.bytes()));
    }

    /** Where a share stands that was noted last. */
    public Optional<Entry> find(InfoHash id) throws StorageException {
        return places(id).stream().findFirst();
    }

    /** The share that stands at this file or folder, named directly or through links. */
    public Optional<Entry> findByContent(Path content) throws StorageException {
        Optional<Entry> found = findAt(content.toAbsolutePath().normalize());
        if (found.isPresent()) {
            return found;
        }
        try {
            return findAt(content.toRealPath());
        } catch (IOException _) {
            return Optional.empty(); // nothing is there that could lead elsewhere
        }
    }

    private Optional<Entry> findAt(Path content) throws StorageException {
        Path folder = content.getParent();
        if (folder == null) {
            return Optional.empty();
        }
        String sql = SELECT_SHARE + " WHERE folder = ? AND name = ? ORDER BY added_at DESC";
        List<Entry> found =
                query(
                        sql,
                        q -> {
                            q.setString(1, folder.toString());
                            q.setString(2, content.getFileName().toString());
                        });
        return found.stream().findFirst();
    }

    /** Everything, oldest first. */
    public List<Entry> all() throws StorageException {
        return query(SELECT_SHARE + " ORDER BY added_at, number", _ -> {});
    }

    /**
     * Notes pieces as complete, in one transaction that is on the disk when the call returns.
     *
     * @param content the file or folder that they are in
     * @param stamps how the files that they lie in stand now, by their index in the share
     * @return all pieces of the share that are complete now
     * @throws StorageException also if the share is not remembered there: holes in one place would
     *     be taken for what is complete in another
     */
    public Bitfield addPieces(
            InfoHash id, Path content, Collection<Integer> pieces, Map<Integer, FileStamp> stamps)
            throws StorageException {
        return transaction(() -> {
            Place place = place(id, content);
            pieces.forEach(place.have()::set);
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE place SET have = ? WHERE number = ?")) {
                update.setBytes(1, place.have().toBytes());
                update.setLong(2, place.number());
                update.executeUpdate();
            }
            putStamps(place.number(), stamps);
            return place.have();
        });
    }

    /**
     * The pieces of a share that are noted as complete.
     *
     * @throws StorageException as {@link #addPieces}
     */
    Bitfield complete(InfoHash id, Path content) throws StorageException {
        return locked(() -> place(id, content).have());
    }

    /** One row. */
    private record Place(long number, Bitfield have) {}

    private Place place(InfoHash id, Path content) throws SQLException, StorageException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT number, pieces, have FROM place"
                                + " WHERE id = ? AND folder = ? AND name = ?")) {
            select.setBytes(1, id.bytes());
            select.setString(2, String.valueOf(content.getParent()));
            select.setString(3, String.valueOf(content.getFileName()));
            ResultSet row = select.executeQuery();
            if (!row.next()) {
                throw unknown(id, content);
            }
            return new Place(row.getLong("number"), have(row));
        }
    }

    private Bitfield have(ResultSet row) throws SQLException, StorageException {
        try {
            return Bitfield.parse(row.getBytes("have"), row.getInt("pieces"));
        } catch (ProtocolException e) {
            throw damaged(file, e);
        }
    }

    /**
     * How the files of a share stood when its pieces were last noted, by their index in the share.
     *
     * @param content the file or folder in which it stands
     */
    public Map<Integer, FileStamp> stamps(InfoHash id, Path content) throws StorageException {
        return locked(() -> {
            try (PreparedStatement select =
                    connection.prepareStatement(
                            "SELECT file, size, modified, changed, inode"
                                    + " FROM place_stamp JOIN place ON number = place"
                                    + " WHERE id = ? AND folder = ? AND name = ?")) {
                select.setBytes(1, id.bytes());
                select.setString(2, String.valueOf(content.getParent()));
                select.setString(3, String.valueOf(content.getFileName()));
                ResultSet row = select.executeQuery();
                Map<Integer, FileStamp> stamps = new HashMap<>();
                while (row.next()) {
                    stamps.put(
                            row.getInt(1),
                            new FileStamp(
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4),
                                    row.getLong(5)));
                }
                return stamps;
            }
        });
    }

    /** What others are shown of it, and under which numbers. */
    public ShownShares shown() {
        return shown;
    }

    /** A place that nobody else fetches into until this is closed. */
    public interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes a place to fetch a share into.
     *
     * @throws StorageException if another process with this library, or another fetch of this one,
     *     has it
     */
    public Claim claim(InfoHash id, Path content) throws StorageException {
        return locks.claim(id, content);
    }

    /** Forgets a share, wherever it stands. Its files stay. */
    public void remove(InfoHash id) throws StorageException {
        transaction(() -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM place WHERE id = ?")) {
                delete.setBytes(1, id.bytes());
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void close() {
        locks.close();
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            // Every transaction is on the disk already; SQLite tidies up at the next opening.
            LOG.debug("closing {}", file, e);
        } finally {
            lock.unlock();
        }
    }

    private int putStamps(long place, Map<Integer, FileStamp> stamps) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT OR REPLACE INTO place_stamp"
                                + " (place, file, size, modified, changed, inode)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (Map.Entry<Integer, FileStamp> stamp : stamps.entrySet()) {
                insert.setLong(1, place);
                insert.setInt(2, stamp.getKey());
                insert.setLong(3, stamp.getValue().size());
                insert.setLong(4, stamp.getValue().modified());
                insert.setLong(5, stamp.getValue().changed());
                insert.setLong(6, stamp.getValue().inode());
                insert.addBatch();
            }
            return insert.executeBatch().length;
        }
    }

    private interface Parameters {
        void set(PreparedStatement query) throws SQLException;
    }

    private List<Entry> query(String sql, Parameters parameters) throws StorageException {
        return locked(() -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                parameters.set(query);
                ResultSet rows = query.executeQuery();
                List<Entry> entries = new ArrayList<>();
                while (rows.next()) {
                    entries.add(entry(rows));
                }
                return entries;
            }
        });
    }

    private Entry entry(ResultSet row) throws SQLException, StorageException {
        try {
            return new Entry(
                    Metainfo.parse(row.getBytes("metainfo")),
                    Path.of(row.getString("folder")),
                    row.getString("name"),
                    have(row),
                    Instant.ofEpochMilli(row.getLong("added_at")));
        } catch (ProtocolException e) {
            throw damaged(file, e);
        }
    }

    /** What is done with the connection under the lock. */
    interface Work<T> {
        T run() throws SQLException, StorageException;
    }

    /** Does the work whole or not at all. */
    <T> T transaction(Work<T> work) throws StorageException {
        return locked(() -> {
            LibrarySchema.execute(connection, "BEGIN IMMEDIATE");
            try {
                T result = work.run();
                LibrarySchema.execute(connection, "COMMIT");
                return result;
            } catch (SQLException | StorageException | RuntimeException e) {
                rollBack(e);
                throw e;
            }
        });
    }

    /** SQLite itself has rolled back after some errors, as on a full disk: then there is none. */
    private void rollBack(Exception why) {
        try {
            LibrarySchema.execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private <T> T locked(Work<T> work) throws StorageException {
        lock.lock();
        try {
            return work.run();
        } catch (SQLException e) {
            throw failure(file, e);
        } finally {
            lock.unlock();
        }
    }

    private StorageException unknown(InfoHash id, Path content) {
        return new StorageException(
                Reason.FAILED,
                file,
                "the library %s knows no share %s at %s".formatted(file, id, content));
    }

    private static StorageException failure(Path file, SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite
                        ? sqlite.getResultCode()
                        : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file, e);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                    failure(Reason.BUSY, file, "is in use by another process", e);
            case SQLITE_FULL -> failure(Reason.FULL, file, "cannot grow: the disk is full", e);
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
                    failure(Reason.READ_ONLY, file, "cannot be written", e);
            default -> failure(Reason.FAILED, file, "failed: " + e.getMessage(), e);
        };
    }

    private static StorageException damaged(Path file, Exception e) {
        return failure(Reason.LIBRARY_DAMAGED, file, "is damaged", e);
    }

    private static StorageException failure(Reason reason, Path file, String what, Exception e) {
        return new StorageException(reason, file, "the library " + file + " " + what, e);
    }
}
