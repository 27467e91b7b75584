package dunlin.tracker.sqlite;

import dunlin.protocol.HexPrefix;
import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Contents;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads shares. */
final class Entries {
    private static final String COLUMNS =
            """
            SELECT s.id, s.name, s.size, s.files, s.torrent_length, s.magnet, o.key,
                coalesce(o.shown, s.unproven), s.shared_at, s.description, s.tags,
                CASE WHEN s.silent_since < (SELECT gone_before FROM total) THEN s.silent_since END
            """;
    private static final String SHARE =
            COLUMNS + "FROM share s LEFT JOIN sharer o ON o.id = s.owner ";

    private Entries() {}

    /** By its v1 info-hash, or by the beginning of its v2 one. */
    static Optional<Entry> find(Session session, InfoHash id) throws SQLException {
        Optional<Entry> found = session.first(SHARE + "WHERE s.id = ?", Entries::read, id.bytes());
        HexPrefix beginning = HexPrefix.of(id);
        return found.isPresent()
                ? found
                : session.first(
                        SHARE + "WHERE s.id_v2 BETWEEN ? AND ?",
                        Entries::read,
                        beginning.least(InfoHashV2.LENGTH),
                        beginning.greatest(InfoHashV2.LENGTH));
    }

    /** Those that are there of these, in the same order. */
    static List<Entry> of(Session session, List<Long> seqs) throws SQLException {
        // The numbers go as one argument, so that it is one statement whatever their number.
        return session.query(
                COLUMNS
                        + """
                        FROM json_each(?) wanted CROSS JOIN share s ON s.seq = wanted.value
                            LEFT JOIN sharer o ON o.id = s.owner
                        ORDER BY wanted.key
                        """,
                Entries::read,
                seqs.toString());
    }

    static Optional<byte[]> torrent(Session session, InfoHash id) throws SQLException {
        return session.first(
                "SELECT bytes FROM torrent WHERE seq = (SELECT seq FROM share WHERE id = ?)",
                row -> row.getBytes(1),
                id.bytes());
    }

    static Optional<Contents> contents(Session session, InfoHash id) throws SQLException {
        return session.first(
                        """
                        SELECT size, piece_length, files FROM content
                        WHERE seq = (SELECT seq FROM share WHERE id = ?)
                        """,
                        row -> new Contents.Row(row.getLong(1), row.getInt(2), row.getString(3)),
                        (Object) id.bytes())
                .map(Contents.Row::read);
    }

    /** A page, the newest first. */
    static List<Entry> newest(Session session, int offset, int limit) throws SQLException {
        // Those before the page are passed by in the index, which is small.
        List<Long> page =
                session.query(
                        """
                        SELECT seq FROM share INDEXED BY share_time
                        ORDER BY shared_at DESC, seq DESC LIMIT ? OFFSET ?
                        """,
                        row -> row.getLong(1),
                        limit,
                        offset);
        return of(session, page);
    }

    /** By exact name, or by the beginning of an id if it is 6 digits or more. */
    static List<Entry> lookUp(Session session, String nameOrId, int limit) throws SQLException {
        Optional<HexPrefix> id = HexPrefix.ofId(nameOrId);
        // Each part is bounded by itself: were they sorted together first, a name that half of all
        // shares have would take a second.
        return session.query(
                SHARE
                        + """
                        WHERE s.seq IN (
                            SELECT seq FROM (
                                SELECT seq FROM share WHERE name = ?1 ORDER BY seq DESC LIMIT ?6)
                            UNION SELECT seq FROM (
                                SELECT seq FROM share WHERE id BETWEEN ?2 AND ?3 LIMIT ?6)
                            UNION SELECT seq FROM (
                                SELECT seq FROM share WHERE id_v2 BETWEEN ?4 AND ?5 LIMIT ?6))
                        ORDER BY s.seq DESC LIMIT ?6
                        """,
                Entries::read,
                nameOrId,
                least(id, InfoHash.LENGTH),
                greatest(id, InfoHash.LENGTH),
                least(id, InfoHashV2.LENGTH),
                greatest(id, InfoHashV2.LENGTH),
                limit);
    }

    /** The least id that begins so, of so many bytes; no bytes, as no id has, if none does. */
    private static byte[] least(Optional<HexPrefix> beginning, int length) {
        return beginning.map(digits -> digits.least(length)).orElse(new byte[0]);
    }

    private static byte[] greatest(Optional<HexPrefix> beginning, int length) {
        return beginning.map(digits -> digits.greatest(length)).orElse(new byte[0]);
    }

    /** The tags of a share, which stand in its row as lines. */
    static List<String> tags(String lines) {
        return lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1));
    }

    private static Entry read(ResultSet row) throws SQLException {
        byte @Nullable [] key = row.getBytes(7);
        Listing listing =
                new Listing(
                        InfoHash.of(row.getBytes(1)),
                        row.getString(2),
                        row.getLong(3),
                        row.getInt(4),
                        Optional.ofNullable(row.getString(6)),
                        new Note(row.getString(10), tags(row.getString(11))),
                        Optional.ofNullable(key).map(PeerKey::of),
                        row.getString(8),
                        Instant.ofEpochMilli(row.getLong(9)));
        return new Entry(
                listing, row.getInt(5), Session.optional(row, 12).map(Instant::ofEpochMilli));
    }
}
