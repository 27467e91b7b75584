package dunlin.protocol.catalogue;

import java.util.List;

/** A share that a search found, and the peers that have it now. */
public record Hit(LiveListing share, List<ListedPeer> peers) {
    public Hit {
        peers = List.copyOf(peers);
    }
}
