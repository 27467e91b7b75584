package dunlin.node.api;

import dunlin.peer.Transport;
import dunlin.protocol.Bitfield;
import java.net.InetSocketAddress;

/**
 * What one peer answered when it was asked which pieces it has.
 *
 * @param name what an index calls it; empty if none knows it
 * @param client the program that it is
 * @param transport what carried the question
 */
public record Located(
        InetSocketAddress address,
        String name,
        String client,
        Transport.Kind transport,
        Bitfield have) {
    /** This peer, under a name. */
    public Located named(String other) {
        return new Located(address, other, client, transport, have);
    }
}
