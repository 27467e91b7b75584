package dunlin.net;

import dunlin.protocol.PeerAddress;
import java.net.InetAddress;

/**
 * Addresses that begin with the same bits, as {@code 192.0.2.0/24} or {@code 2001:db8::/32}; one
 * address alone is a range too.
 *
 * @param first an address of the range; its port does not count
 * @param bits how many leading bits count, of the 128 that a mapped address has
 */
public record AddressRange(PeerAddress first, int bits) {
    private static final int MAPPED_BITS = 96;

    public AddressRange {
        if (bits < 0 || bits > 128) {
            throw new IllegalArgumentException(bits + " bits");
        }
    }

    /**
     * Reads {@code ADDRESS} or {@code ADDRESS/BITS}.
     *
     * @throws IllegalArgumentException if it is neither; the message is one line for a person
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        try {
            String literal = slash < 0 ? text : text.substring(0, slash);
            PeerAddress address = PeerAddress.of(InetAddress.ofLiteral(literal), 0);
            int most = address.isIpv4() ? 32 : 128;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= most) {
                return new AddressRange(address, address.isIpv4() ? MAPPED_BITS + bits : bits);
            }
        } catch (IllegalArgumentException e) {
            // Told below, for a broken number as for a broken address.
        }
        throw new IllegalArgumentException(
                "no address and no range of addresses: " + text + " (192.0.2.7 or 192.0.2.0/24)");
    }

    /** Whether an address is in the range. */
    public boolean contains(PeerAddress address) {
        long highMask = bits >= 64 ? -1 : ~(-1L >>> bits);
        long lowMask = bits <= 64 ? 0 : bits == 128 ? -1 : ~(-1L >>> (bits - 64));
        return ((address.high() ^ first.high()) & highMask) == 0
                && ((address.low() ^ first.low()) & lowMask) == 0;
    }
}
