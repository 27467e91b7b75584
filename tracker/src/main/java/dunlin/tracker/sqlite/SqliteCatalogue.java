package dunlin.tracker.sqlite;

import dunlin.protocol.InfoHash;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue in an SQLite file. One connection, used by one thread at a time under the lock; a
 * registration is on the disk when its call returns.
 */
public final class SqliteCatalogue implements Catalogue {
    /**
     * How much is held, so that a flood of registrations cannot fill the disk.
     *
     * @param shares most shares
     * @param torrentBytes most bytes of all {@code .torrent} files together
     */
    public record Limits(long shares, long torrentBytes) {
        public static final Limits DEFAULT = new Limits(1_000_000, 16L << 30);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SqliteCatalogue.class);
    private static final PeerKey NOBODY = PeerKey.of(new byte[PeerKey.LENGTH]);
    private static final int MAX_HOLDERS = 100;
    private static final String SELECT =
            "SELECT id, name, size, files, torrent_length, magnet, shared_by, shared_at FROM share ";
    private static final String SEQ_OF = "(SELECT seq FROM share WHERE id = ?)";

    /** A step against the database. */
    private interface Step<T> {
        T run() throws SQLException, TrackerRejection;
    }

    /** Sets what stands for the question marks. */
    private interface Arguments {
        void set(PreparedStatement statement) throws SQLException;
    }

    private final Connection connection;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();

    private SqliteCatalogue(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    /**
     * Opens the catalogue, made if it is not there, with the folders above it.
     *
     * @throws IOException if it cannot be opened; the message is one line for a person
     */
    public static SqliteCatalogue open(Path file, Limits limits) throws IOException {
        Path absolute = file.toAbsolutePath();
        try {
            if (absolute.getParent() != null) {
                Files.createDirectories(absolute.getParent());
            }
            return new SqliteCatalogue(CatalogueSchema.open(absolute), limits);
        } catch (SQLException e) {
            throw new IOException("cannot open the catalogue " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Registration register(
            byte[] torrent, Metainfo metainfo, Note note, Sharer by, Instant now)
            throws TrackerRejection {
        InfoHash id = metainfo.info().id();
        String sharedBy = by.name();
        return transaction(() -> {
            boolean isNew = select("WHERE id = ?", q -> q.setString(1, id.toString())).isEmpty();
            if (isNew) {
                takePlace(torrent.length);
                insert(torrent, metainfo, sharedBy, now);
            }
            addHolder(id, sharedBy, now);
            List<Entry> entry = select("WHERE id = ?", q -> q.setString(1, id.toString()));
            return new Registration(entry.getFirst(), isNew);
        });
    }

    private void takePlace(int torrentLength) throws SQLException, TrackerRejection {
        int taken =
                update(
                        """
                        UPDATE total SET shares = shares + 1, bytes = bytes + ?
                        WHERE shares < ? AND bytes + ? <= ?
                        """,
                        q -> {
                            q.setInt(1, torrentLength);
                            q.setLong(2, limits.shares());
                            q.setInt(3, torrentLength);
                            q.setLong(4, limits.torrentBytes());
                        });
        if (taken == 0) {
            throw new TrackerRejection(Reason.FULL, "the catalogue is full");
        }
    }

    private void insert(byte[] torrent, Metainfo metainfo, String sharedBy, Instant now)
            throws SQLException {
        Info info = metainfo.info();
        update(
                """
                INSERT INTO share (id, id_v2, name, size, files, torrent_length, magnet,
                    shared_by, shared_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                q -> {
                    q.setString(1, info.id().toString());
                    q.setString(2, info.infoHashV2().map(Object::toString).orElse(null));
                    q.setString(3, info.name());
                    q.setLong(4, info.contentSize());
                    q.setLong(5, info.files().stream().filter(f -> !f.padding()).count());
                    q.setInt(6, torrent.length);
                    q.setString(7, info.isPrivate() ? null : metainfo.magnet().toString());
                    q.setString(8, sharedBy);
                    q.setLong(9, now.toEpochMilli());
                });
        update(
                "INSERT INTO torrent VALUES (" + SEQ_OF + ", ?)",
                q -> {
                    q.setString(1, info.id().toString());
                    q.setBytes(2, torrent);
                });
    }

    private void addHolder(InfoHash id, String name, Instant now) throws SQLException {
        update(
                "INSERT OR IGNORE INTO holder SELECT seq, ?, ? FROM share WHERE id = ? AND"
                        + " (SELECT count(*) FROM holder WHERE holder.seq = share.seq) < ?",
                q -> {
                    q.setString(1, name);
                    q.setLong(2, now.toEpochMilli());
                    q.setString(3, id.toString());
                    q.setInt(4, MAX_HOLDERS);
                });
    }

    @Override
    public List<Entry> list(int offset, int limit) throws TrackerRejection {
        return read(() ->
                select(
                        "ORDER BY seq DESC LIMIT ? OFFSET ?",
                        q -> {
                            q.setInt(1, limit);
                            q.setInt(2, offset);
                        }));
    }

    @Override
    public List<Entry> lookUp(String nameOrId, int limit) throws TrackerRejection {
        // No id begins with what is not hexadecimal, so this stands for none.
        boolean prefix = nameOrId.matches("[0-9a-fA-F]{6,64}");
        String pattern = prefix ? nameOrId.toLowerCase(Locale.ROOT) + "*" : "none";
        return read(() ->
                select(
                        "WHERE name = ? OR id GLOB ? OR id_v2 GLOB ?"
                                + " ORDER BY seq DESC LIMIT ?",
                        q -> {
                            q.setString(1, nameOrId);
                            q.setString(2, pattern);
                            q.setString(3, pattern);
                            q.setInt(4, limit);
                        }));
    }

    @Override
    public Optional<Entry> find(InfoHash id) throws TrackerRejection {
        return read(() -> select("WHERE id = ?", q -> q.setString(1, id.toString()))).stream()
                .findFirst();
    }

    @Override
    public Optional<byte[]> torrent(InfoHash id) throws TrackerRejection {
        return read(() ->
                        query(
                                "SELECT bytes FROM torrent WHERE seq = " + SEQ_OF,
                                q -> q.setString(1, id.toString()),
                                row -> row.getBytes(1)))
                .stream()
                .findFirst();
    }

    @Override
    public List<Holder> holders(InfoHash id) throws TrackerRejection {
        return read(() ->
                query(
                        "SELECT name FROM holder WHERE seq = " + SEQ_OF + " ORDER BY since, name",
                        q -> q.setString(1, id.toString()),
                        row -> new Holder(NOBODY, row.getString(1), Instant.EPOCH)));
    }

    @Override
    public Entry annotate(InfoHash id, Note note, PeerKey by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Withdrawal withdraw(InfoHash id, PeerKey by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Entry> search(SearchQuery query, int offset, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<PeerKey> keyOf(String shownName) {
        return Optional.empty(); // no name belongs to a key yet
    }

    @Override
    public Optional<String> nameOf(PeerKey key) {
        return Optional.empty(); // no name belongs to a key yet
    }

    @Override
    public Totals totals() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Watched> watch(long afterSeq, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void noteSilent(Collection<InfoHash> ids, Optional<Instant> since) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Entry> forget(Instant silentBefore, int limit) {
        throw new UnsupportedOperationException();
    }

    private List<Entry> select(String where, Arguments arguments) throws SQLException {
        return query(
                SELECT + where,
                arguments,
                row ->
                        new Entry(
                                InfoHash.fromHex(row.getString(1)),
                                row.getString(2),
                                row.getLong(3),
                                row.getInt(4),
                                row.getInt(5),
                                Optional.ofNullable(row.getString(6)),
                                NOBODY,
                                row.getString(7),
                                Instant.ofEpochMilli(row.getLong(8)),
                                Note.NONE,
                                Optional.empty()));
    }

    /** Makes a value of a row. */
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, Arguments arguments, Row<T> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            arguments.set(statement);
            List<T> rows = new ArrayList<>();
            try (ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    rows.add(row.read(results));
                }
            }
            return rows;
        }
    }

    private int update(String sql, Arguments arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            arguments.set(statement);
            return statement.executeUpdate();
        }
    }

    private <T> T read(Step<T> step) throws TrackerRejection {
        lock.lock();
        try {
            return step.run();
        } catch (SQLException e) {
            throw broken(e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the write lock before it reads: a transaction that wants it only later is refused at
     * once, without any patience, if another process has written meanwhile.
     */
    private <T> T transaction(Step<T> step) throws TrackerRejection {
        return read(() -> {
            execute("BEGIN IMMEDIATE");
            try {
                T result = step.run();
                execute("COMMIT");
                return result;
            } catch (SQLException | TrackerRejection | RuntimeException e) {
                rollBack(e);
                throw e;
            }
        });
    }

    /** SQLite itself has rolled back after some errors, as on a full disk: then there is none. */
    private void rollBack(Exception why) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static TrackerRejection broken(SQLException e) {
        LOG.error("the catalogue fails: {}", e.getMessage());
        return new TrackerRejection(Reason.BROKEN, "the catalogue cannot be used just now");
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("closing the catalogue: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
