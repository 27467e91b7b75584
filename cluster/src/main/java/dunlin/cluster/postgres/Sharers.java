package dunlin.cluster.postgres;

import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.store.Catalogue.Holder;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.ShownName;
import dunlin.tracker.store.ShownName.Unlike;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that registered anything, how they are shown, and what they hold. That no two are shown
 * alike the database itself guarantees, whoever registers at the same time.
 */
final class Sharers {
    /** Most holders of a share that are noted. */
    static final int MAX_HOLDERS = 100;

    /** How exactly is known when a key registered last. */
    private static final Duration SEEN_TO = Duration.ofSeconds(1);

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
     * Adds a sharer by the first name that is free. Waits for others who are about to take it.
     *
     * @return its number; nothing if it is there already
     */
    Optional<Long> add(Sharer sharer, Instant now) throws SQLException {
        for (String candidate : ShownName.candidates(sharer)) {
            Optional<Long> added =
                    session.first(
                            """
                            INSERT INTO sharer (key, name, shown, folded, seen)
                            VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
                            """,
                            row -> row.getLong(1),
                            sharer.key().bytes(),
                            sharer.name(),
                            candidate,
                            ShownName.skeleton(candidate),
                            now.toEpochMilli());
            if (added.isPresent()) {
                return added;
            }
            if (find(sharer.key()).isPresent()) {
                return Optional.empty();
            }
        }
        throw new IllegalStateException("taken: all names of " + sharer.key().fingerprint());
    }

    /** Notes that a sharer registered now, and what it calls itself now. */
    void seen(long id, Sharer sharer, Instant now) throws SQLException {
        // Only now and then: whoever registers many shares at once would wait for itself.
        session.update(
                "UPDATE sharer SET seen = ? WHERE id = ? AND seen < ?",
                now.toEpochMilli(),
                id,
                now.minus(SEEN_TO).toEpochMilli());
        String name =
                session.first("SELECT name FROM sharer WHERE id = ?", row -> row.getString(1), id)
                        .orElseThrow();
        if (!name.equals(Session.storable(sharer.name()))) {
            String shown = shown(sharer);
            session.update(
                    "UPDATE sharer SET name = ?, shown = ?, folded = ? WHERE id = ?",
                    sharer.name(),
                    shown,
                    ShownName.skeleton(shown),
                    id);
        }
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
     * Notes who holds a share, as long as there are few enough. The share's row is locked.
     *
     * @return whether it did not hold it before
     */
    boolean addHolder(long seq, long sharer, Instant now) throws SQLException {
        return session.update(
                        """
                        INSERT INTO holder SELECT ?, ?, ?
                        WHERE (SELECT count(*) FROM holder WHERE seq = ?) < ?
                        ON CONFLICT DO NOTHING
                        """,
                        seq,
                        sharer,
                        now.toEpochMilli(),
                        seq,
                        MAX_HOLDERS)
                > 0;
    }

    /** Whether it did hold it. */
    boolean removeHolder(long seq, long sharer) throws SQLException {
        return session.update("DELETE FROM holder WHERE seq = ? AND sharer = ?", seq, sharer) > 0;
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

    /**
     * Forgets keys that hold nothing and registered last before then; their names are free.
     *
     * @return how many
     */
    int forgetIdle(Instant before, int limit) throws SQLException {
        return session.update(
                """
                DELETE FROM sharer WHERE id IN (
                    SELECT o.id FROM sharer o WHERE o.seen < ?
                        AND NOT EXISTS (SELECT 1 FROM holder h WHERE h.sharer = o.id)
                    LIMIT ? FOR UPDATE OF o SKIP LOCKED)
                """,
                before.toEpochMilli(),
                limit);
    }
}
