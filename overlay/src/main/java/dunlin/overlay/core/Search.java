package dunlin.overlay.core;

import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.SignedHits;

/**
 * What is searched for.
 *
 * @param wanted how many sharers are enough, from 1
 * @param exhaustive whether to ask everybody at once, at the price of as many messages as the
 *     network has links
 */
public record Search(QueryWords words, int wanted, boolean exhaustive) {
    public Search {
        if (wanted < 1) {
            throw new IllegalArgumentException("a search for " + wanted + " sharers");
        }
    }

    /** Hears of a search. */
    public interface Listener {
        /** A sharer has this; each sharer is told of once, and has signed it. */
        void found(SignedHits hits);

        /** Nothing more comes. */
        void over();
    }
}
