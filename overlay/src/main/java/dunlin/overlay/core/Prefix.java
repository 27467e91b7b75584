package dunlin.overlay.core;

import dunlin.net.LocalAddress;
import dunlin.protocol.PeerAddress;

/**
 * Which addresses one owner has cheaply, all of them: so many may count of each such range, and no
 * more. Addresses of this machine and of its own network have none, since a whole office is one
 * range there; what bounds them is that they count from nobody farther away.
 */
final class Prefix {
    /** The range of those that are in none. */
    static final long NONE = -1;

    private Prefix() {}

    /** The /16 of IPv4, the /32 of IPv6: what is had at one provider. */
    static long wide(PeerAddress address) {
        return of(address, 16, 32);
    }

    /** The /24 of IPv4, the /48 of IPv6: what is had at one house. */
    static long narrow(PeerAddress address) {
        return of(address, 8, 16);
    }

    /**
     * Whether somebody may say this address of others or of itself: one that everybody can reach;
     * or one of a local network, to whom is linked from a local one. Else whoever is far away could
     * have us knock at the doors of our own network.
     */
    static boolean maySay(PeerAddress speaker, PeerAddress said) {
        if (said.port() == 0) {
            return false;
        }
        return !LocalAddress.is(said.address())
                || said.isLoopback() && speaker.isLoopback()
                || !said.isLoopback() && LocalAddress.is(speaker.address());
    }

    private static long of(PeerAddress address, int dropIpv4, int dropIpv6) {
        if (LocalAddress.is(address.address())) {
            return NONE;
        }
        return address.isIpv4()
                ? (address.ipv4() & 0xffff_ffffL) >>> dropIpv4
                : Long.MIN_VALUE | address.high() >>> dropIpv6;
    }
}
