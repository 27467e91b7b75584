package dunlin.protocol.overlay;

import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.ShareWords;
import java.util.Set;

/**
 * The hashes by which the words of shares and of questions meet, keyed by the network. Thread-safe.
 */
public final class WordHashes {
    private final NetworkId network;

    public WordHashes(NetworkId network) {
        this.network = network;
    }

    /** The hashes of all that a share is found by: for a digest. */
    public Set<Long> of(ShareWords share) {
        throw new UnsupportedOperationException("not yet: " + share + network);
    }

    /**
     * What a share must have in its digest to answer a query. What no digest can tell (a size, a
     * time, an owner) is left to the sharer.
     */
    public QueryWords of(SearchQuery query) {
        throw new UnsupportedOperationException("not yet: " + query);
    }
}
