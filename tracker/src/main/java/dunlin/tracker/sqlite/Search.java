package dunlin.tracker.sqlite;

import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Relevance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds shares in the full-text tables, in a time that hardly grows with the number of those that
 * are found. Such a table lists the shares of a term by number, and the newest have the largest: so
 * it is walked from the newest on, and left as soon as there are enough.
 *
 * <p>First come the newest {@value #RANKED} with all words in name and tags, ranked; then the
 * newest {@value #RANKED} others, ranked; then the rest, the newest first. As long as the catalogue
 * does not change, the order is the same for every page.
 */
final class Search {
    /** How many are ranked of either kind. */
    static final int RANKED = 500;

    private static final String CHOOSE =
            """
            FROM %1$s CROSS JOIN share s ON s.seq = %1$s.rowid
            WHERE %1$s MATCH ? AND %1$s.rowid BETWEEN ? AND ?
                AND s.size BETWEEN ? AND ? AND s.shared_at >= ? AND s.shared_at < ?
            ORDER BY %1$s.rowid DESC LIMIT ? OFFSET ?
            """;
    private static final String TITLES =
            "SELECT s.seq, s.name, s.tags " + CHOOSE.formatted("share_title");
    private static final String TEXTS =
            "SELECT s.seq, s.name, s.tags " + CHOOSE.formatted("share_text");
    private static final String TEXTS_ONLY_SEQ = "SELECT s.seq " + CHOOSE.formatted("share_text");
    private static final String TITLES_ONLY_SEQ = "SELECT s.seq " + CHOOSE.formatted("share_title");

    private record Candidate(long seq, double score) {
        static final Comparator<Candidate> BEST_FIRST =
                Comparator.comparingDouble(Candidate::score)
                        .thenComparingLong(Candidate::seq)
                        .reversed();
    }

    private final Session session;
    private final SearchQuery query;
    private final Relevance relevance;
    private final long since;
    private final long before;

    Search(Session session, SearchQuery query) {
        this.session = session;
        this.query = query;
        this.relevance = new Relevance(query);
        this.since = query.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        this.before = query.before().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
    }

    /** The numbers of a page of what is found. */
    List<Long> page(int offset, int limit) throws SQLException {
        if (offset > Catalogue.MAX_FOUND) {
            return List.of();
        }
        Optional<String> owner = owner();
        // Numbers grow with time, but for a clock that was set back: that may hide a share here.
        Optional<Long> first = first();
        Optional<Long> last = last();
        if (first.isEmpty() || last.isEmpty() || owner.isEmpty() != query.owner().isEmpty()) {
            return List.of();
        }
        String expression = Tokens.expression(query, owner);
        if (query.words().isEmpty()) {
            return choose(
                    TITLES_ONLY_SEQ,
                    Search::seq,
                    expression,
                    first.get(),
                    last.get(),
                    limit,
                    offset);
        }
        int wanted = offset + limit;
        List<Candidate> best =
                choose(TITLES, this::candidate, expression, first.get(), last.get(), RANKED, 0);
        best.sort(Candidate.BEST_FIRST);
        List<Long> found = new ArrayList<>();
        best.forEach(candidate -> found.add(candidate.seq()));
        if (found.size() < wanted) {
            addOthers(found, wanted, expression, first.get(), last.get());
        }
        int end = Math.min(wanted, found.size());
        return found.subList(Math.min(offset, end), end);
    }

    /** Adds those that have not all words in the title, until there are as many as wanted. */
    private void addOthers(List<Long> found, int wanted, String expression, long first, long last)
            throws SQLException {
        Set<Long> titles = new HashSet<>(found);
        List<Candidate> others =
                choose(TEXTS, this::candidate, expression, first, last, RANKED + titles.size(), 0);
        others.removeIf(candidate -> titles.contains(candidate.seq()));
        boolean all = others.size() < RANKED;
        if (!all) {
            others.subList(RANKED, others.size()).clear();
        }
        long rest = all ? 0 : others.getLast().seq() - 1;
        others.sort(Candidate.BEST_FIRST);
        others.forEach(candidate -> found.add(candidate.seq()));
        if (!all && found.size() < wanted) {
            int missing = wanted - found.size() + titles.size();
            choose(TEXTS_ONLY_SEQ, Search::seq, expression, first, rest, missing, 0).stream()
                    .filter(seq -> !titles.contains(seq))
                    .forEach(found::add);
        }
    }

    private <T> List<T> choose(
            String sql,
            Session.Row<T> row,
            String expression,
            long first,
            long last,
            int limit,
            int offset)
            throws SQLException {
        return session.query(
                sql,
                row,
                expression,
                first,
                last,
                query.minSize().orElse(0),
                query.maxSize().orElse(Long.MAX_VALUE),
                since,
                before,
                limit,
                offset);
    }

    private static long seq(ResultSet row) throws SQLException {
        return row.getLong(1);
    }

    private Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                row.getLong(1), relevance.of(row.getString(2), Entries.tags(row.getString(3))));
    }

    /** The digits that the owner's key begins with; none if nobody is shown by that name. */
    private Optional<String> owner() throws SQLException {
        if (query.owner().isEmpty()) {
            return Optional.empty();
        }
        String owner = query.owner().get();
        return SearchQuery.isFingerprint(owner)
                ? Optional.of(owner.substring(1))
                : new Sharers(session).keyOf(owner).map(Object::toString);
    }

    private Optional<Long> first() throws SQLException {
        return query.since().isEmpty()
                ? Optional.of(0L)
                : session.first(
                        """
                        SELECT seq FROM share WHERE shared_at >= ?
                        ORDER BY shared_at, seq LIMIT 1
                        """,
                        Search::seq,
                        since);
    }

    private Optional<Long> last() throws SQLException {
        return query.before().isEmpty()
                ? Optional.of(Long.MAX_VALUE)
                : session.first(
                        """
                        SELECT seq FROM share WHERE shared_at < ?
                        ORDER BY shared_at DESC, seq DESC LIMIT 1
                        """,
                        Search::seq,
                        before);
    }
}
