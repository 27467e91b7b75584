package dunlin.tracker.sqlite;

import dunlin.protocol.search.Relevance;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.store.Catalogue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds shares in the full-text tables, in a time that hardly grows with the number of those that
 * are found. Such a table lists the shares of a term by number, and the newest have the largest: so
 * it is walked from the newest on, and left as soon as there are enough.
 *
 * <p>First come the newest {@link Catalogue#RANKED} with all words in name and tags, ranked; then
 * the newest others, ranked; then the rest, the newest first. As long as the catalogue does not
 * change, the order is the same for every page.
 */
final class Search {
    private static final String TITLES =
            """
            SELECT s.seq, s.name, s.tags
            FROM share_title f CROSS JOIN share s ON s.seq = f.rowid
            WHERE f.share_title MATCH ?1 AND f.rowid BETWEEN ?2 AND ?3
                AND s.size BETWEEN ?4 AND ?5 AND s.shared_at >= ?6 AND s.shared_at < ?7
            ORDER BY f.rowid DESC LIMIT ?8
            """;

    private static final String OTHERS =
            """
            SELECT s.seq, s.name, s.tags
            FROM share_text f CROSS JOIN share s ON s.seq = f.rowid
            WHERE f.share_text MATCH ?1 AND f.rowid BETWEEN ?2 AND ?3
                AND s.size BETWEEN ?4 AND ?5 AND s.shared_at >= ?6 AND s.shared_at < ?7
                AND f.rowid NOT IN (SELECT value FROM json_each(?8))
            ORDER BY f.rowid DESC LIMIT ?9
            """;

    /** No row of a share is looked at unless it has to be. */
    private static final String REST =
            """
            SELECT f.rowid FROM %1$s f
            WHERE f.%1$s MATCH ?1 AND f.rowid BETWEEN ?2 AND ?3
                AND (?8 OR EXISTS (
                    SELECT 1 FROM share s WHERE s.seq = f.rowid
                        AND s.size BETWEEN ?4 AND ?5 AND s.shared_at >= ?6 AND s.shared_at < ?7))
                AND f.rowid NOT IN (SELECT value FROM json_each(?9))
            ORDER BY f.rowid DESC LIMIT ?10 OFFSET ?11
            """;

    private static final String REST_OF_TITLES = REST.formatted("share_title");
    private static final String REST_OF_TEXTS = REST.formatted("share_text");

    private record Candidate(long seq, double score) {
        static final Comparator<Candidate> BEST_FIRST =
                Comparator.comparingDouble(Candidate::score)
                        .thenComparingLong(Candidate::seq)
                        .reversed();
    }

    private final Session session;
    private final SearchQuery query;
    private final Relevance relevance;

    Search(Session session, SearchQuery query) {
        this.session = session;
        this.query = query;
        this.relevance = new Relevance(query);
    }

    /** The numbers of a page of what is found. */
    List<Long> page(int offset, int limit) throws SQLException {
        Optional<String> owner = owner();
        // Numbers grow with time, but for a clock that was set back: that may hide a share here.
        Optional<Long> first = first();
        Optional<Long> last = last();
        if (offset > Catalogue.MAX_FOUND
                || isImpossible()
                || first.isEmpty()
                || last.isEmpty()
                || owner.isEmpty() != query.owner().isEmpty()) {
            return List.of();
        }
        Object[] matching = {
            Tokens.expression(query, owner),
            first.get(),
            last.get(),
            query.minSize().orElse(0),
            query.maxSize().orElse(Long.MAX_VALUE),
            query.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
            query.before().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE)
        };
        return query.words().isEmpty()
                ? choose(REST_OF_TITLES, Search::seq, matching, isExact(), "[]", limit, offset)
                : ranked(matching, offset, limit);
    }

    private List<Long> ranked(Object[] matching, int offset, int limit) throws SQLException {
        List<Long> found = new ArrayList<>();
        addBest(found, choose(TITLES, this::candidate, matching, Catalogue.RANKED));
        int titles = found.size();
        if (titles < offset + limit) {
            addBest(
                    found,
                    choose(OTHERS, this::candidate, matching, found.toString(), Catalogue.RANKED));
        }
        boolean mayBeMore = found.size() == titles + Catalogue.RANKED;
        if (mayBeMore && found.size() < offset + limit) {
            // Those of the rest that stand before the page are passed by.
            int passed = Math.max(0, offset - found.size());
            int wanted = Math.min(limit, offset + limit - found.size());
            List<Long> rest =
                    choose(
                            REST_OF_TEXTS,
                            Search::seq,
                            matching,
                            isExact(),
                            found.toString(),
                            wanted,
                            passed);
            if (passed > 0) {
                return rest;
            }
            found.addAll(rest);
        }
        int end = Math.min(offset + limit, found.size());
        return found.subList(Math.min(offset, end), end);
    }

    /** Whether the terms alone say which shares are meant. */
    private boolean isExact() {
        return query.minSize().isEmpty()
                && query.maxSize().isEmpty()
                && query.since().isEmpty()
                && query.before().isEmpty();
    }

    /** Whether no share can be of such a size. */
    private boolean isImpossible() {
        return query.minSize().orElse(0) > query.maxSize().orElse(Long.MAX_VALUE);
    }

    private static void addBest(List<Long> found, List<Candidate> candidates) {
        candidates.sort(Candidate.BEST_FIRST);
        candidates.forEach(candidate -> found.add(candidate.seq()));
    }

    private <T> List<T> choose(String sql, Session.Row<T> row, Object[] matching, Object... more)
            throws SQLException {
        return session.query(
                sql, row, Stream.concat(Stream.of(matching), Stream.of(more)).toArray());
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
                        query.since().get().toEpochMilli());
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
                        query.before().get().toEpochMilli());
    }
}
