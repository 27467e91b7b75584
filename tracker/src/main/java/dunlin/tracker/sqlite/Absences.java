package dunlin.tracker.sqlite;

import dunlin.protocol.InfoHash;
import dunlin.tracker.store.Catalogue.Watched;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notes since when nobody has a share. */
final class Absences {
    private Absences() {}

    static List<Watched> watch(Session session, long afterSeq, int limit) throws SQLException {
        return session.query(
                "SELECT seq, id, silent_since FROM share WHERE seq > ? ORDER BY seq LIMIT ?",
                row ->
                        new Watched(
                                row.getLong(1),
                                InfoHash.of(row.getBytes(2)),
                                Session.optional(row, 3).map(Instant::ofEpochMilli)),
                afterSeq,
                limit);
    }

    /** Returns how many are noted. */
    static int noteSilent(Session session, Collection<InfoHash> ids, Optional<Instant> since)
            throws SQLException {
        @Nullable Long time = since.map(Instant::toEpochMilli).orElse(null);
        int noted = 0;
        for (InfoHash id : ids) {
            noted +=
                    session.update(
                            "UPDATE share SET silent_since = ? WHERE id = ?", time, id.bytes());
        }
        return noted;
    }

    /** Returns how many rows say so: one. */
    static int showGone(Session session, Instant silentBefore) throws SQLException {
        return session.update("UPDATE total SET gone_before = ?", silentBefore.toEpochMilli());
    }
}
