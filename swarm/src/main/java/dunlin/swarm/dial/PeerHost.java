package dunlin.swarm.dial;

import dunlin.peer.Handshaker.Greeted;
import dunlin.protocol.wire.Handshake;
import java.net.InetSocketAddress;
import java.util.Collection;

/**
 * Whoever wants the peers of one info-hash, those that come as well as those that are dialled: a
 * swarm, or who fetches the metadata before there can be one.
 */
public interface PeerHost extends AutoCloseable {
    /** The handshake with which it greets; its info-hash is the one whose peers it wants. */
    Handshake handshake();

    /** Takes a connection whose handshakes are exchanged, or closes it if it is one too many. */
    void admit(Greeted greeted, boolean incoming);

    /**
     * Notes addresses at which there may be peers.
     *
     * @param trusted whether a person or an index nearby named them, so that any address is taken
     */
    void addPeers(Collection<InetSocketAddress> addresses, boolean trusted);

    /** Whether it could use more peers than are known. */
    boolean wantsPeers();

    @Override
    void close();
}
