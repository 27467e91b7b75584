package dunlin.tracker.sqlite;

import dunlin.protocol.search.NearName;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Near;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists shares by the terms of their names, and finds those whose names are near another one. */
final class NearNames {
    private static final String LOOK =
            """
            SELECT s.seq, s.name FROM share_near f CROSS JOIN share s ON s.seq = f.rowid
            WHERE f.share_near MATCH ? ORDER BY f.rowid DESC LIMIT ?
            """;

    private final Session session;

    NearNames(Session session) {
        this.session = session;
    }

    void put(long seq, String name) throws SQLException {
        session.update(
                "INSERT INTO share_near (rowid, terms) VALUES (?, ?)",
                seq,
                String.join(" ", NearName.terms(name)));
    }

    void remove(long seq) throws SQLException {
        session.update("DELETE FROM share_near WHERE rowid = ?", seq);
    }

    List<Near> near(NearName wanted, int limit) throws SQLException {
        Map<Long, String> names = new LinkedHashMap<>();
        for (List<String> terms : wanted.looks()) {
            String all = "\"" + String.join("\" AND \"", terms) + "\"";
            session.query(
                    LOOK,
                    row -> names.put(row.getLong(1), row.getString(2)),
                    all,
                    Catalogue.COMPARED);
        }
        return Entries.of(session, wanted.nearest(names, limit)).stream()
                .map(entry -> Near.of(entry, wanted))
                .toList();
    }

    /** Lists all shares of a catalogue that knew no near names. */
    static void fill(Session session) throws SQLException {
        NearNames near = new NearNames(session);
        for (long seq :
                session.query("SELECT seq FROM share ORDER BY seq", row -> row.getLong(1))) {
            String name =
                    session.first(
                                    "SELECT name FROM share WHERE seq = ?",
                                    row -> row.getString(1),
                                    seq)
                            .orElseThrow();
            near.put(seq, name);
        }
    }
}
