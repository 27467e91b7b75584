package dunlin.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * As much of an address as tells one host from another: all of an IPv4 address, and of an IPv6
 * address the /64, since whoever has one address of it has them all. It has an order, so that a map
 * whose keys strangers choose stays quick.
 *
 * @param bits the IPv4 address, or the first half of the IPv6 address; no public address of one
 *     kind has the bits of one of the other
 */
public record HostPrefix(long bits) implements Comparable<HostPrefix> {
    public static HostPrefix of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return new HostPrefix(
                bytes.capacity() == 4 ? bytes.getInt() & 0xffff_ffffL : bytes.getLong());
    }

    @Override
    public int compareTo(HostPrefix other) {
        return Long.compare(bits, other.bits);
    }
}
