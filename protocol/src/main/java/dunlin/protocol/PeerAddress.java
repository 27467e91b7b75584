package dunlin.protocol;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a peer listens, as numbers: 16 bytes of address and a port. An IPv4 address stands in the
 * form that RFC 4291, 2.5.5.2 maps it into IPv6 by. Two peers of one address are one peer.
 *
 * @param high the address's first 8 bytes, network order
 * @param low its last 8 bytes
 * @param port 0 to 65535; 0 for the address alone
 */
public record PeerAddress(long high, long low, int port) {
    private static final long MAPPED = 0xffffL << 32;

    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([0-9.]{7,15})):([0-9]{1,5})");

    public PeerAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** An IPv4 address, its four bytes in network order. */
    public static PeerAddress ipv4(int address, int port) {
        return new PeerAddress(0, MAPPED | (address & 0xffffffffL), port);
    }

    /** What the JDK's classes say as an address and a port. */
    public static PeerAddress of(InetAddress address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == 4
                ? ipv4(bytes.getInt(), port)
                : new PeerAddress(bytes.getLong(), bytes.getLong(), port);
    }

    public static PeerAddress of(InetSocketAddress address) {
        return of(address.getAddress(), address.getPort());
    }

    /**
     * The address that a text is, in the form of {@link #toString}; empty if it is another text. A
     * name is not looked up.
     */
    public static Optional<PeerAddress> parse(String text) {
        Matcher match = TEXT.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            String host = match.group(1) == null ? match.group(2) : match.group(1);
            return Optional.of(of(InetAddress.ofLiteral(host), Integer.parseInt(match.group(3))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    public boolean isIpv4() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** The four bytes of an IPv4 address. */
    public int ipv4() {
        return (int) low;
    }

    /** Whether it is this machine's own: 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return isIpv4() ? ipv4() >>> 24 == 127 : high == 0 && low == 1;
    }

    public PeerAddress withPort(int other) {
        return new PeerAddress(high, low, other);
    }

    public InetAddress address() {
        ByteBuffer bytes =
                isIpv4()
                        ? ByteBuffer.allocate(4).putInt(ipv4())
                        : ByteBuffer.allocate(16).putLong(high).putLong(low);
        try {
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
        }
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address(), port);
    }

    /** {@code host:port}, with brackets around an IPv6 host. */
    @Override
    public String toString() {
        InetAddress address = address();
        String host = address.getHostAddress();
        return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
}
