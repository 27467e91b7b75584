package dunlin.peer;

import dunlin.protocol.wire.Handshake;
import java.net.InetSocketAddress;

/**
 * A way to a peer on which handshakes were exchanged, and that nobody has taken yet. Whoever gets
 * one opens a connection on it, or closes it.
 */
public interface Greeted {
    /** The other end. */
    InetSocketAddress remote();

    /** What carries it. */
    Transport.Kind kind();

    /** The handshake that came. */
    Handshake theirs();

    /** Whether the other end dialled us. */
    boolean incoming();

    /** Takes it: a connection on which nothing is read or written before it is started. */
    PeerConnection open(PeerListener listener, PeerConnection.Settings settings);

    /** Lets it go. */
    void close();
}
