package dunlin.overlay.core;

import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.SharedEntry;
import java.util.List;

/**
 * What this member shares, and shows. Called while the node decides, so nothing here may block or
 * take long.
 */
public interface OwnShares {
    /** Who asks, so that shares that are for members only stay among them. */
    enum Asker {
        /** A member of the network, on a link of its own. */
        MEMBER,
        /** A visitor, or somebody whose question came by way of others. */
        STRANGER
    }

    /** Shares that a question finds, the best first; none if none. */
    List<SharedEntry> matching(QueryWords words, Asker asker);

    /** A page of the list of shares. */
    BrowseGiven page(BrowseAsked asked, Asker asker);
}
