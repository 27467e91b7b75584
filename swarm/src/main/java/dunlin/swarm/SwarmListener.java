package dunlin.swarm;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * What happens in a swarm that a person may want to hear. Called outside any lock; must not block
 * for long.
 */
public interface SwarmListener {
    /** Hears nothing. */
    SwarmListener NONE = new SwarmListener() {};

    /** A peer was shut out for good. */
    default void banned(InetSocketAddress peer, String reason) {}

    /**
     * A peer is gone, however short its visit was.
     *
     * @param pieces how many pieces it had when it was last heard
     * @param sent bytes of blocks that were sent to it
     */
    default void peerLeft(InetSocketAddress peer, String client, int pieces, long sent) {}

    /**
     * A file of a share that was complete is not what it was: what is wrong of it is served no
     * more. Told once of each file.
     */
    default void changed(Path file) {}

    /** The last piece is verified and on the disk, and the files have their names. */
    default void completed() {}
}
