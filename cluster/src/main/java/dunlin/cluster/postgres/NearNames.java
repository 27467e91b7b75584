package dunlin.cluster.postgres;

import dunlin.protocol.search.NearName;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Near;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lists shares by the terms of their names, and finds those whose names are near another one. */
final class NearNames {
    private static final int TOGETHER = 1_000;

    private final Session session;

    NearNames(Session session) {
        this.session = session;
    }

    void put(long seq, String name) throws SQLException {
        session.update(
                "INSERT INTO near VALUES (?, array_to_tsvector(?))",
                seq,
                NearName.terms(name).toArray(String[]::new));
    }

    List<Near> near(NearName wanted, int limit) throws SQLException {
        Map<Long, String> names = new LinkedHashMap<>();
        for (List<String> terms : wanted.looks()) {
            session.query(
                    """
                    SELECT s.seq, s.name FROM near n JOIN share s ON s.seq = n.seq
                    WHERE n.terms @@ ?::tsquery ORDER BY n.seq DESC LIMIT ?
                    """,
                    row -> names.put(row.getLong(1), row.getString(2)),
                    "'" + String.join("' & '", terms) + "'",
                    Catalogue.COMPARED);
        }
        return Entries.of(session, wanted.nearest(names, limit)).stream()
                .map(entry -> Near.of(entry, wanted))
                .toList();
    }

    /** Lists all shares of a catalogue that knew no near names. */
    static void fill(Session session) throws SQLException {
        Map<Long, String> names = new TreeMap<>();
        for (long last = 0; ; last = Collections.max(names.keySet())) {
            names.clear();
            session.query(
                    "SELECT seq, name FROM share WHERE seq > ? ORDER BY seq LIMIT ?",
                    row -> names.put(row.getLong(1), row.getString(2)),
                    last,
                    TOGETHER);
            if (names.isEmpty()) {
                return;
            }
            session.update(
                    """
                    INSERT INTO near SELECT seq, array_to_tsvector(string_to_array(terms, ' '))
                    FROM unnest(?, ?) AS each (seq, terms)
                    """,
                    names.keySet().toArray(Long[]::new),
                    names.values().stream()
                            .map(name -> String.join(" ", NearName.terms(name)))
                            .toArray(String[]::new));
        }
    }
}
