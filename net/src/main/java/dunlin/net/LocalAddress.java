package dunlin.net;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses belong to this machine or its own network, where strangers must not send us. */
public final class LocalAddress {
    private LocalAddress() {}

    /**
     * Loopback, link-local, private (RFC 1918, RFC 4193, RFC 6598), or no host's address at all.
     */
    public static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean shared = address instanceof Inet4Address && first == 100 && (second & 0xc0) == 64;
        boolean uniqueLocal = !(address instanceof Inet4Address) && (first & 0xfe) == 0xfc;
        return isThisMachine(address) || address.isSiteLocalAddress() || shared || uniqueLocal;
    }

    /**
     * Whether somebody at one address may send us on to another: to any public one; inside the own
     * network from there; but to this machine only from itself, and along a link (which the
     * metadata of a cloud lie on) only from it.
     */
    public static boolean mayRedirect(InetAddress from, InetAddress to) {
        if (isThisMachine(to)) {
            return isThisMachine(from) && from.isLinkLocalAddress() == to.isLinkLocalAddress();
        }
        return !is(to) || is(from);
    }

    /** Loopback, link-local, or no host's address at all. */
    public static boolean isThisMachine(InetAddress address) {
        boolean thisNetwork = address instanceof Inet4Address && address.getAddress()[0] == 0;
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || thisNetwork;
    }
}
