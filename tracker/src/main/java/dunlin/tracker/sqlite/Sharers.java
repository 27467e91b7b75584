package dunlin.tracker.sqlite;

import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.store.Catalogue.Holder;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.ShownName;
import dunlin.tracker.store.ShownName.Unlike;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that registered anything, how they are shown, and what they hold. */
final class Sharers {
    /** Most holders of a share that are noted. */
    static final int MAX_HOLDERS = 100;

    private final Session session;

    Sharers(Session session) {
        this.session = session;
    }

    /** The number of a key that registered something. */
    Optional<Long> find(PeerKey key) throws SQLException {
        return session.first(
                "SELECT id FROM sharer WHERE key = ?", row -> row.getLong(1), key.bytes());
    }

    /**
     * The number of a sharer who registers now, noted as it calls itself now.
     *
     * @param most how many there may be
     */
    long note(Sharer sharer, Instant now, long most) throws SQLException, TrackerRejection {
        Optional<Long> known = find(sharer.key());
        if (known.isEmpty()) {
            return add(sharer, now, most);
        }
        long id = known.get();
        session.update("UPDATE sharer SET seen = ? WHERE id = ?", now.toEpochMilli(), id);
        boolean renamed =
                session.number(
                                "SELECT count(*) FROM sharer WHERE id = ? AND name <> ?",
                                id,
                                sharer.name())
                        > 0;
        if (renamed) {
            String shown = shown(sharer);
            session.update(
                    "UPDATE sharer SET name = ?, shown = ?, folded = ? WHERE id = ?",
                    sharer.name(),
                    shown,
                    ShownName.skeleton(shown),
                    id);
        }
        return id;
    }

    private long add(Sharer sharer, Instant now, long most) throws SQLException, TrackerRejection {
        if (session.update("UPDATE total SET sharers = sharers + 1 WHERE sharers < ?", most) == 0) {
            throw new TrackerRejection(Reason.FULL, "the catalogue knows too many sharers already");
        }
        String shown = shown(sharer);
        session.update(
                """
                INSERT INTO sharer (key, name, shown, folded, holdings, seen)
                VALUES (?, ?, ?, ?, 0, ?)
                """,
                sharer.key().bytes(),
                sharer.name(),
                shown,
                ShownName.skeleton(shown),
                now.toEpochMilli());
        return find(sharer.key()).orElseThrow();
    }

    private String shown(Sharer sharer) throws SQLException {
        List<String> candidates = ShownName.candidates(sharer);
        for (String candidate : candidates) {
            Optional<PeerKey> taken = keyOf(candidate);
            if (taken.isEmpty() || taken.get().equals(sharer.key())) {
                return candidate;
            }
        }
        throw new IllegalStateException("taken: " + candidates);
    }

    Optional<PeerKey> keyOf(String shownName) throws SQLException {
        return session.first(
                "SELECT key FROM sharer WHERE folded = ?",
                row -> PeerKey.of(row.getBytes(1)),
                ShownName.skeleton(shownName));
    }

    Optional<String> nameOf(PeerKey key) throws SQLException {
        return session.first(
                "SELECT shown FROM sharer WHERE key = ?", row -> row.getString(1), key.bytes());
    }

    /**
     * Notes who holds a share, as long as there are few enough.
     *
     * @return whether it did not hold it before
     */
    boolean addHolder(long seq, long sharer, Instant now) throws SQLException {
        int added =
                session.update(
                        """
                        INSERT OR IGNORE INTO holder SELECT ?1, ?2, ?3
                        WHERE (SELECT count(*) FROM holder WHERE seq = ?1) < ?4
                        """,
                        seq,
                        sharer,
                        now.toEpochMilli(),
                        MAX_HOLDERS);
        session.update("UPDATE sharer SET holdings = holdings + ? WHERE id = ?", added, sharer);
        return added > 0;
    }

    /** Whether it did hold it. */
    boolean removeHolder(long seq, long sharer) throws SQLException {
        int removed =
                session.update("DELETE FROM holder WHERE seq = ? AND sharer = ?", seq, sharer);
        session.update("UPDATE sharer SET holdings = holdings - ? WHERE id = ?", removed, sharer);
        return removed > 0;
    }

    void removeHolders(long seq) throws SQLException {
        session.update(
                """
                UPDATE sharer SET holdings = holdings - 1
                WHERE id IN (SELECT sharer FROM holder WHERE seq = ?)
                """,
                seq);
        session.update("DELETE FROM holder WHERE seq = ?", seq);
    }

    List<Holder> holders(byte[] shareId) throws SQLException {
        return session.query(
                """
                SELECT o.key, o.shown, h.since FROM share s
                    JOIN holder h ON h.seq = s.seq JOIN sharer o ON o.id = h.sharer
                WHERE s.id = ? ORDER BY h.since, o.id
                """,
                row ->
                        new Holder(
                                PeerKey.of(row.getBytes(1)),
                                row.getString(2),
                                Instant.ofEpochMilli(row.getLong(3))),
                (Object) shareId);
    }

    /** Earlier versions knew fewer look-alikes: of two such names the later one is marked. */
    void tellApart() throws SQLException {
        // No skeleton has a capital letter, so none of these is in the way.
        session.update("UPDATE sharer SET folded = 'I' || id");
        Set<String> taken = new HashSet<>();
        for (long id : session.query("SELECT id FROM sharer ORDER BY id", row -> row.getLong(1))) {
            Unlike again =
                    session.first(
                                    "SELECT key, name, shown FROM sharer WHERE id = ?",
                                    row ->
                                            ShownName.again(
                                                    new Sharer(
                                                            PeerKey.of(row.getBytes(1)),
                                                            row.getString(2)),
                                                    row.getString(3),
                                                    taken::contains),
                                    id)
                            .orElseThrow();
            taken.add(again.skeleton());
            session.update(
                    "UPDATE sharer SET shown = ?, folded = ? WHERE id = ?",
                    again.shown(),
                    again.skeleton(),
                    id);
        }
    }

    /** Forgets keys that hold nothing and registered last before then; their names are free. */
    void forgetIdle(Instant before, int limit) throws SQLException {
        int forgotten =
                session.update(
                        """
                        DELETE FROM sharer WHERE id IN (
                            SELECT id FROM sharer WHERE holdings = 0 AND seen < ? LIMIT ?)
                        """,
                        before.toEpochMilli(),
                        limit);
        session.update("UPDATE total SET sharers = sharers - ?", forgotten);
    }
}
