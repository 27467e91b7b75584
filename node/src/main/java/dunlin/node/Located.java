package dunlin.node;

import dunlin.protocol.Bitfield;
import java.net.InetSocketAddress;

/** What one peer answered when it was asked which pieces it has. */
public record Located(InetSocketAddress address, String client, Bitfield have) {}
