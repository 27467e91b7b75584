package dunlin.swarm.dial;

import dunlin.peer.FrontDoor;
import java.net.InetSocketAddress;

/**
 * Whoever wants the peers of one info-hash, those that come as well as those that are dialled: a
 * swarm, or who fetches the metadata before there can be one.
 */
public interface PeerHost extends FrontDoor.Host, AutoCloseable {
    /** Whether it could use more peers than are known. */
    boolean wantsPeers();

    /** There may be peers to dial that were not there before. Must not block. */
    void peersFound();

    /** A peer was dialled in vain. Must not block. */
    default void unreachable(InetSocketAddress peer) {}

    @Override
    void close();
}
