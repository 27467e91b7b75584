package dunlin.discovery.dht.core;

import dunlin.net.LocalAddress;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.SecureId;

/**
 * What an address tells of who stands behind it. On the own machine and network many nodes may
 * share one, so that there no rule of these holds (BEP 42, enforcement).
 */
final class Hosts {
    private Hosts() {}

    static boolean isLocal(PeerAddress address) {
        return LocalAddress.is(address.address());
    }

    /** The /24 or /64 that an address is in: whoever has one of its addresses may have them all. */
    static long group(PeerAddress address) {
        return address.isIpv4() ? address.ipv4() >>> 8 | 1L << 32 : address.high();
    }

    /** Who is behind an address, as limits count: a host, and on the own network each port. */
    static long host(PeerAddress address) {
        if (isLocal(address)) {
            return address.hashCode() * 0x9e37_79b9_7f4a_7c15L;
        }
        return address.isIpv4() ? address.ipv4() & 0xffff_ffffL : address.high();
    }

    /** Whether a node's id is one that it may have at its address (BEP 42). */
    static boolean isFitting(NodeInfo node) {
        return SecureId.fits(node.id(), node.address()) || isLocal(node.address());
    }
}
