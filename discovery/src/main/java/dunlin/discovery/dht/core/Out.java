package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;

/** Where a node's packets go. */
@FunctionalInterface
public interface Out {
    /**
     * Sends a packet, or loses it: must neither block nor call the node.
     *
     * @param packet at most 1,024 bytes; the receiver's to keep
     */
    void send(byte[] packet, PeerAddress to);
}
