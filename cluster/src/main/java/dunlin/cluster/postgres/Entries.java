package dunlin.cluster.postgres;

import dunlin.protocol.HexPrefix;
import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Totals;
import dunlin.tracker.store.Catalogue.Watched;
import dunlin.tracker.store.Contents;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads shares. */
final class Entries {
    private static final String SHARE =
            """
            SELECT s.seq, s.id, s.name, s.size, s.files, s.torrent_length, s.magnet, o.key, o.shown,
                s.shared_at, s.description, s.tags,
                CASE WHEN a.since < (SELECT before FROM gone) THEN a.since END
            FROM share s JOIN sharer o ON o.id = s.owner LEFT JOIN absence a ON a.seq = s.seq
            """;

    /** The sum is cut where it would not be a number any more: sizes are only claimed. */
    private static final String TOTALS =
            """
            SELECT sum(shares), least(sum(content_bytes), 4611686018427387904)::bigint, sum(sharers)
            FROM total
            """;

    private record Numbered(long seq, Entry entry) {}

    private Entries() {}

    /** By its v1 info-hash, or by the beginning of its v2 one. */
    static Optional<Entry> find(Session session, InfoHash id) throws SQLException {
        HexPrefix beginning = HexPrefix.of(id);
        return session.first(
                        SHARE
                                + """
                                WHERE s.seq = coalesce(
                                    (SELECT seq FROM share WHERE id = ?),
                                    (SELECT seq FROM share WHERE id_v2 BETWEEN ? AND ? LIMIT 1))
                                """,
                        Entries::read,
                        id.bytes(),
                        beginning.least(InfoHashV2.LENGTH),
                        beginning.greatest(InfoHashV2.LENGTH))
                .map(Numbered::entry);
    }

    /** Those that are there of these, in the same order. */
    static List<Entry> of(Session session, List<Long> seqs) throws SQLException {
        Map<Long, Entry> entries = new HashMap<>();
        session.query(
                        SHARE + "WHERE s.seq = ANY (?)",
                        Entries::read,
                        (Object) seqs.toArray(Long[]::new))
                .forEach(each -> entries.put(each.seq(), each.entry()));
        return seqs.stream().map(entries::get).filter(Objects::nonNull).toList();
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
                        SELECT seq FROM share ORDER BY shared_at DESC, seq DESC LIMIT ? OFFSET ?
                        """,
                        row -> row.getLong(1),
                        limit,
                        offset);
        return of(session, page);
    }

    /** By exact name, or by the beginning of an id if it is 6 digits or more. */
    static List<Entry> lookUp(Session session, String nameOrId, int limit) throws SQLException {
        Optional<HexPrefix> id = HexPrefix.ofId(nameOrId);
        // Each by its own index; with OR, a plan may walk over all shares.
        List<Long> found =
                session.query(
                        """
                        (SELECT seq FROM share WHERE name = ? ORDER BY seq DESC LIMIT ?)
                        UNION (SELECT seq FROM share WHERE id BETWEEN ? AND ? LIMIT ?)
                        UNION (SELECT seq FROM share WHERE id_v2 BETWEEN ? AND ? LIMIT ?)
                        ORDER BY seq DESC LIMIT ?
                        """,
                        row -> row.getLong(1),
                        nameOrId,
                        limit,
                        least(id, InfoHash.LENGTH),
                        greatest(id, InfoHash.LENGTH),
                        limit,
                        least(id, InfoHashV2.LENGTH),
                        greatest(id, InfoHashV2.LENGTH),
                        limit,
                        limit);
        return of(session, found);
    }

    /** The least id that begins so, of so many bytes; no bytes, as no id has, if none does. */
    private static byte[] least(Optional<HexPrefix> beginning, int length) {
        return beginning.map(digits -> digits.least(length)).orElse(new byte[0]);
    }

    private static byte[] greatest(Optional<HexPrefix> beginning, int length) {
        return beginning.map(digits -> digits.greatest(length)).orElse(new byte[0]);
    }

    static Totals totals(Session session) throws SQLException {
        return session.first(
                        TOTALS, row -> new Totals(row.getLong(1), row.getLong(2), row.getLong(3)))
                .orElseThrow();
    }

    static List<Watched> watch(Session session, long afterSeq, int limit) throws SQLException {
        return session.query(
                """
                SELECT s.seq, s.id, s.id_v2, a.since FROM share s
                    LEFT JOIN absence a ON a.seq = s.seq
                WHERE s.seq > ? ORDER BY s.seq LIMIT ?
                """,
                Entries::watched,
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

    private static Numbered read(ResultSet row) throws SQLException {
        Listing listing =
                new Listing(
                        InfoHash.of(row.getBytes(2)),
                        row.getString(3),
                        row.getLong(4),
                        row.getInt(5),
                        Optional.ofNullable(row.getString(7)),
                        new Note(row.getString(11), tags(row, 12)),
                        Optional.of(PeerKey.of(row.getBytes(8))),
                        row.getString(9),
                        Instant.ofEpochMilli(row.getLong(10)));
        return new Numbered(
                row.getLong(1),
                new Entry(
                        listing,
                        row.getInt(6),
                        Session.optional(row, 13).map(Instant::ofEpochMilli)));
    }

    static List<String> tags(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
