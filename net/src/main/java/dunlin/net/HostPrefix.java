package dunlin.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * As much of an address as tells one host from another: all of an IPv4 address, and of an IPv6
 * address the /64, since whoever has one address of it has them all.
 *
 * @param first the first address that begins so
 */
public record HostPrefix(InetAddress first) {
    public static HostPrefix of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return new HostPrefix(address);
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return new HostPrefix(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
