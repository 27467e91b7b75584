package dunlin.protocol.announce;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses of peers packed into a string of bytes.
 *
 * <pre>
 *   peers   (BEP 23)   IPv4 address 4 | port 2    each, big-endian
 *   peers6  (BEP 7)    IPv6 address 16 | port 2   each
 * </pre>
 */
public final class PackedAddresses {
    /** Bytes of an IPv4 address. */
    public static final int IPV4 = 4;

    /** Bytes of an IPv6 address. */
    public static final int IPV6 = 16;

    private PackedAddresses() {}

    /** Packs those of the addresses whose own length is {@code addressLength}. */
    public static byte[] pack(List<InetSocketAddress> addresses, int addressLength) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (InetSocketAddress address : addresses) {
            byte[] bytes = address.getAddress().getAddress();
            if (bytes.length == addressLength) {
                out.writeBytes(bytes);
                out.write(address.getPort() >> 8);
                out.write(address.getPort());
            }
        }
        return out.toByteArray();
    }

    /**
     * The addresses, at most {@code max}, without those of port 0, where nobody listens, and
     * without a part of one at the end.
     */
    public static List<InetSocketAddress> unpack(byte[] packed, int addressLength, int max) {
        int stride = addressLength + 2;
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int at = 0; at + stride <= packed.length && addresses.size() < max; at += stride) {
            int end = at + addressLength;
            int port = ((packed[end] & 0xff) << 8) | (packed[end + 1] & 0xff);
            if (port != 0) {
                address(Arrays.copyOfRange(packed, at, end))
                        .ifPresent(ip -> addresses.add(new InetSocketAddress(ip, port)));
            }
        }
        return addresses;
    }

    /**
     * The address of 4 or 16 bytes, else none. An IPv4 address mapped into IPv6 comes out as IPv4.
     */
    static Optional<InetAddress> address(byte[] bytes) {
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }
}
