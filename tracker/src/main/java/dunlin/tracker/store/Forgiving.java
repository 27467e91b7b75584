package dunlin.tracker.store;

import dunlin.protocol.search.SearchQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Searches again where little is found: then the last word may be the beginning of one, and what
 * has such words comes behind what has it whole. The same for every catalogue.
 */
public final class Forgiving {
    /** From so many on, it is not little. */
    public static final int LITTLE = 10;

    private Forgiving() {}

    /**
     * Finds a page of what matches a query, as it stands.
     *
     * @param <E> what fails if the storage does
     */
    public interface Search<E extends Exception> {
        List<Long> page(SearchQuery query, int offset, int limit) throws E;
    }

    /** A page of what is found. */
    public static <E extends Exception> List<Long> page(
            SearchQuery query, int offset, int limit, Search<E> search) throws E {
        Optional<SearchQuery> wider = query.lastAsBeginning();
        if (wider.isEmpty()) {
            return search.page(query, offset, limit);
        }
        if (offset >= LITTLE) {
            List<Long> page = search.page(query, offset, limit);
            if (!page.isEmpty()) {
                return page;
            }
        }
        int end = offset + limit;
        List<Long> whole = search.page(query, 0, offset < LITTLE ? Math.max(end, LITTLE) : LITTLE);
        if (whole.size() >= LITTLE) {
            return part(whole, offset, offset < LITTLE ? end : offset);
        }
        Set<Long> all = new LinkedHashSet<>(whole);
        all.addAll(search.page(wider.get(), 0, end));
        return part(new ArrayList<>(all), offset, end);
    }

    private static List<Long> part(List<Long> all, int from, int to) {
        int end = Math.min(to, all.size());
        return all.subList(Math.min(from, end), end);
    }
}
