package dunlin.tracker.sqlite;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.sqlite.SqliteCatalogue.Limits;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.TrackerRejection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts what can be read of a damaged catalogue into a new one: names first, in their order, so that
 * each goes on belonging to the key that had it; then the shares with those who registered them.
 * Every row is asked for by itself, as a damaged page takes others with it only while they are
 * asked for together. For one thread.
 */
final class Rebuilding {
    private static final int TOGETHER = 500;

    private final Session damaged;
    private final Session fresh;
    private final Limits limits;
    private final Map<Long, Sharer> sharers = new HashMap<>();

    Rebuilding(Session damaged, Session fresh, Limits limits) {
        this.damaged = damaged;
        this.fresh = fresh;
        this.limits = limits;
    }

    /** A holder of a share, by the number that the sharer had. */
    private record Held(long sharer, Instant since) {}

    /** What stands in a share's row. */
    private record Row(InfoHash id, Note note, long owner, Instant sharedAt) {}

    /** A sharer, and when it registered last. */
    private record Known(Sharer sharer, Instant seen) {}

    private interface Step {
        boolean take(long number) throws SQLException, TrackerRejection;
    }

    /** Returns how many shares are in the new one. */
    long run() throws SQLException, TrackerRejection {
        each(greatest("id", "sharer"), this::sharer);
        return each(Math.max(greatest("seq", "share"), greatest("seq", "torrent")), this::share);
    }

    private long each(long greatest, Step step) throws SQLException, TrackerRejection {
        long taken = 0;
        for (long from = 1; from <= greatest; from += TOGETHER) {
            fresh.execute("BEGIN IMMEDIATE");
            for (long i = from; i <= Math.min(greatest, from + TOGETHER - 1); i++) {
                taken += step.take(i) ? 1 : 0;
            }
            fresh.execute("COMMIT");
        }
        return taken;
    }

    private long greatest(String column, String table) {
        return first("SELECT max(" + column + ") FROM " + table, row -> row.getLong(1)).orElse(0L);
    }

    /** The first row, if there is one that can be read. */
    private <T> Optional<T> first(String sql, Session.Row<T> row, Object... arguments) {
        try {
            return damaged.first(sql, row, arguments);
        } catch (SQLException | RuntimeException _) {
            return Optional.empty(); // that is what it means to be damaged
        }
    }

    private boolean sharer(long id) throws SQLException, TrackerRejection {
        Optional<Known> known =
                first(
                                "SELECT key, name, seen FROM sharer WHERE id = ?",
                                row ->
                                        new Known(
                                                new Sharer(
                                                        PeerKey.of(row.getBytes(1)),
                                                        row.getString(2)),
                                                Instant.ofEpochMilli(row.getLong(3))),
                                id)
                        .filter(it -> isName(it.sharer().name()));
        if (known.isPresent()) {
            sharers.put(id, known.get().sharer());
            new Sharers(fresh).note(known.get().sharer(), known.get().seen(), limits.sharers());
        }
        return known.isPresent();
    }

    private static boolean isName(String name) {
        try {
            return PeerName.check(name).equals(name);
        } catch (ProtocolException _) {
            return false;
        }
    }

    private boolean share(long seq) throws SQLException, TrackerRejection {
        Optional<Row> row =
                first(
                        """
                        SELECT id, description, tags, owner, shared_at FROM share WHERE seq = ?
                        """,
                        Rebuilding::row,
                        seq);
        Optional<byte[]> torrent =
                first("SELECT bytes FROM torrent WHERE seq = ?", each -> each.getBytes(1), seq);
        Optional<Metainfo> metainfo = torrent.flatMap(Rebuilding::parsed);
        Optional<Sharer> owner = row.map(it -> sharers.get(it.owner()));
        boolean isWhole =
                owner.isPresent()
                        && metainfo.isPresent()
                        && metainfo.get().info().id().equals(row.get().id());
        if (isWhole) {
            register(seq, row.get(), owner.get(), torrent.get(), metainfo.get());
        }
        return isWhole;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                InfoHash.of(row.getBytes(1)),
                new Note(row.getString(2), Entries.tags(row.getString(3))),
                row.getLong(4),
                Instant.ofEpochMilli(row.getLong(5)));
    }

    private static Optional<Metainfo> parsed(byte[] torrent) {
        try {
            return Optional.of(Metainfo.parse(torrent));
        } catch (ProtocolException _) {
            return Optional.empty(); // its bytes are other ones by now
        }
    }

    private void register(long seq, Row row, Sharer owner, byte[] torrent, Metainfo metainfo)
            throws SQLException, TrackerRejection {
        Registry registry = new Registry(fresh, limits);
        registry.register(torrent, metainfo, row.note(), owner, row.sharedAt());
        for (Held each : holders(seq)) {
            Sharer by = sharers.get(each.sharer());
            if (by != null && each.sharer() != row.owner()) {
                registry.register(torrent, metainfo, Note.NONE, by, each.since());
            }
        }
    }

    private List<Held> holders(long seq) {
        List<Held> holders = new ArrayList<>();
        try {
            damaged.query(
                    "SELECT sharer, since FROM holder WHERE seq = ? ORDER BY since",
                    row ->
                            holders.add(
                                    new Held(row.getLong(1), Instant.ofEpochMilli(row.getLong(2)))),
                    seq);
        } catch (SQLException | RuntimeException _) {
            // Those that were read before.
        }
        return holders;
    }
}
