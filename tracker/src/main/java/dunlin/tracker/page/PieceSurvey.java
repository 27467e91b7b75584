package dunlin.tracker.page;

import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.util.List;

/**
 * Finds out which pieces the peers of a share have, by asking them. Blocks, for a few seconds at
 * most. Thread-safe.
 */
@FunctionalInterface
public interface PieceSurvey {
    /**
     * How many of the peers have each piece.
     *
     * @param peers whom to ask; a bounded number of them is
     * @return one count for each piece, in order
     * @throws InterruptedException if the index closes meanwhile
     */
    int[] count(InfoHash share, Geometry pieces, List<PeerAddress> peers)
            throws InterruptedException;
}
