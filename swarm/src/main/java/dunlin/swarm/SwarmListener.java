package dunlin.swarm;

import java.net.InetSocketAddress;

/**
 * What happens in a swarm that a person may want to hear. Called outside any lock; must not block
 * for long.
 */
public interface SwarmListener {
    /** Hears nothing. */
    SwarmListener NONE = new SwarmListener() {};

    /** What is there already is being verified: so many bytes of so many. */
    default void checking(long done, long size) {}

    /** A peer was shut out for good. */
    default void banned(InetSocketAddress peer, String reason) {}

    /**
     * A peer is gone, however short its visit was.
     *
     * @param pieces how many pieces it had when it was last heard
     * @param sent bytes of blocks that were sent to it
     */
    default void peerLeft(InetSocketAddress peer, String client, int pieces, long sent) {}

    /** A tracker answered, the first time or again. */
    default void trackerWorks(String url, int seeders, int leechers) {}

    /** A tracker began to fail. */
    default void trackerFails(String url, String reason) {}

    /** The last piece is had and the files have their names. */
    default void completed() {}
}
