package dunlin.tracker.sqlite;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.tracker.store.Catalogue.Watched;
import java.sql.ResultSet;
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
                "SELECT seq, id, id_v2, silent_since FROM share WHERE seq > ? ORDER BY seq LIMIT ?",
                Absences::watched,
                afterSeq,
                limit);
    }

    private static Watched watched(ResultSet row) throws SQLException {
        InfoHash id = InfoHash.of(row.getBytes(2));
        byte @Nullable [] idV2 = row.getBytes(3);
        // That of a share without a v1 info-hash is its id.
        InfoHash other = idV2 == null ? id : InfoHashV2.of(idV2).truncated();
        return new Watched(
                row.getLong(1),
                id,
                other.equals(id) ? List.of(id) : List.of(id, other),
                Session.optional(row, 4).map(Instant::ofEpochMilli));
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
