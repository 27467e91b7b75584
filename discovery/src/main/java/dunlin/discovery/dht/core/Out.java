package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;

/** Where a node's packets go. */
@FunctionalInterface
public interface Out {
    /**
     * Sends a packet, or loses it: must neither block nor call the node.
     *
     * @param packet at most 1,400 bytes, and 1,024 without a stored value; the receiver's to keep
     */
    void send(byte[] packet, PeerAddress to);
}
