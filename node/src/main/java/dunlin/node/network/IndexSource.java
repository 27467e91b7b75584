package dunlin.node.network;

import dunlin.node.api.Found.Where;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.SearchOrder;
import dunlin.node.index.Indexes;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.search.SearchQuery;
import java.util.List;
import java.util.function.Consumer;

/** Searches the indexes that a person named. */
public record IndexSource(Indexes indexes) implements Searching.Source {
    /** Most that an index gives at once. */
    private static final int PAGE = 200;

    @Override
    public Where where() {
        return Where.INDEX;
    }

    /** Asks for all that stands before what is wanted, too: others' hits are put between them. */
    @Override
    public void search(SearchOrder order, SearchQuery query, Consumer<Hit> hears)
            throws NodeRefusal {
        int wanted = order.offset() + order.limit();
        for (int offset = 0; offset < wanted; offset += PAGE) {
            int limit = Math.min(PAGE, wanted - offset);
            List<Hit> page = indexes.search(order.query(), offset, limit);
            page.forEach(hears);
            if (page.size() < limit) {
                return;
            }
        }
    }
}
