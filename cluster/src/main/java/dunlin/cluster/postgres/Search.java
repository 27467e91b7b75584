package dunlin.cluster.postgres;

import dunlin.protocol.HexPrefix;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.search.Relevance;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.ShownName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds shares by their words. First come the newest {@link Catalogue#RANKED} with all words in
 * name and tags, ranked; then the newest others, ranked; then the rest, the newest first. As long
 * as the catalogue does not change, the order is the same for every page.
 */
final class Search {
    private record Candidate(long seq, double score) {
        static final Comparator<Candidate> BEST_FIRST =
                Comparator.comparingDouble(Candidate::score)
                        .thenComparingLong(Candidate::seq)
                        .reversed();
    }

    /** Conditions on shares, and what stands for their question marks. */
    private static final class Conditions {
        private final StringBuilder sql = new StringBuilder("WHERE true");
        private final List<@Nullable Object> arguments = new ArrayList<>();

        Conditions and(String condition, Object... values) {
            sql.append(" AND ").append(condition);
            arguments.addAll(List.of(values));
            return this;
        }

        @Nullable Object[] arguments(int limit, int offset) {
            List<@Nullable Object> all = new ArrayList<>(arguments);
            all.add(limit);
            all.add(offset);
            return all.toArray();
        }
    }

    private final Session session;
    private final SearchQuery query;
    private final String words;

    Search(Session session, SearchQuery query) {
        this.session = session;
        this.query = query;
        this.words = Terms.words(query);
    }

    /** The numbers of a page of what is found. */
    List<Long> page(int offset, int limit) throws SQLException {
        if (offset > Catalogue.MAX_FOUND) {
            return List.of();
        }
        if (words.isEmpty()) {
            return seqs(filters(), limit, offset);
        }
        int wanted = offset + limit;
        List<Candidate> best =
                candidates(filters().and("title @@ ?::tsquery", words), Catalogue.RANKED);
        best.sort(Candidate.BEST_FIRST);
        List<Long> found = new ArrayList<>();
        best.forEach(candidate -> found.add(candidate.seq()));
        if (found.size() < wanted) {
            addOthers(found, wanted);
        }
        int end = Math.min(wanted, found.size());
        return found.subList(Math.min(offset, end), end);
    }

    /** Adds those that have not all words in the title, until there are as many as wanted. */
    private void addOthers(List<Long> found, int wanted) throws SQLException {
        Set<Long> titles = new HashSet<>(found);
        List<Candidate> others = candidates(anywhere(), Catalogue.RANKED + titles.size());
        others.removeIf(candidate -> titles.contains(candidate.seq()));
        boolean all = others.size() < Catalogue.RANKED;
        if (!all) {
            others.subList(Catalogue.RANKED, others.size()).clear();
        }
        long last = all ? 0 : others.getLast().seq();
        others.sort(Candidate.BEST_FIRST);
        others.forEach(candidate -> found.add(candidate.seq()));
        if (!all && found.size() < wanted) {
            int missing = wanted - found.size() + titles.size();
            seqs(anywhere().and("seq < ?", last), missing, 0).stream()
                    .filter(seq -> !titles.contains(seq))
                    .forEach(found::add);
        }
    }

    private Conditions anywhere() {
        return filters().and("words @@ ?::tsquery", words);
    }

    /** All that is asked for beside words. */
    private Conditions filters() {
        Conditions filters = new Conditions();
        String terms = Terms.filters(query);
        if (!terms.isEmpty()) {
            filters.and("words @@ ?::tsquery", terms);
        }
        query.minSize().ifPresent(size -> filters.and("size >= ?", size));
        query.maxSize().ifPresent(size -> filters.and("size <= ?", size));
        query.since().map(Instant::toEpochMilli).ifPresent(t -> filters.and("shared_at >= ?", t));
        query.before().map(Instant::toEpochMilli).ifPresent(t -> filters.and("shared_at < ?", t));
        query.owner().ifPresent(owner -> addOwner(filters, owner));
        return filters;
    }

    private static void addOwner(Conditions filters, String owner) {
        if (SearchQuery.isFingerprint(owner)) {
            HexPrefix digits = new HexPrefix(owner.substring(1));
            filters.and(
                    "owner IN (SELECT id FROM sharer WHERE key BETWEEN ? AND ?)",
                    digits.least(PeerKey.LENGTH),
                    digits.greatest(PeerKey.LENGTH));
        } else {
            filters.and(
                    "owner = (SELECT id FROM sharer WHERE folded = ?)", ShownName.skeleton(owner));
        }
    }

    private List<Long> seqs(Conditions conditions, int limit, int offset) throws SQLException {
        return session.query(
                "SELECT seq FROM share " + conditions.sql + " ORDER BY seq DESC LIMIT ? OFFSET ?",
                row -> row.getLong(1),
                conditions.arguments(limit, offset));
    }

    private List<Candidate> candidates(Conditions conditions, int limit) throws SQLException {
        Relevance relevance = new Relevance(query);
        return session.query(
                "SELECT seq, name, tags FROM share "
                        + conditions.sql
                        + " ORDER BY seq DESC LIMIT ? OFFSET ?",
                row -> candidate(row, relevance),
                conditions.arguments(limit, 0));
    }

    private static Candidate candidate(ResultSet row, Relevance relevance) throws SQLException {
        return new Candidate(row.getLong(1), relevance.of(row.getString(2), Entries.tags(row, 3)));
    }
}
