package dunlin.protocol.krpc;

import dunlin.protocol.PeerAddress;

/** A node of the DHT: its id, and where it listens for UDP. */
public record NodeInfo(NodeId id, PeerAddress address) {}
