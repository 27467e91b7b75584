package dunlin.net;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code host:port} as a person writes it; IPv6 addresses stand in brackets.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)\\]|([^\\[\\]:\\s/]+)):(\\d{1,5})");

    /**
     * @throws IllegalArgumentException if it is not that
     */
    public static HostPort parse(String text) {
        Matcher match = FORM.matcher(text.strip());
        if (!match.matches() || Integer.parseInt(match.group(3)) > 65_535) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no HOST:PORT: write 10.0.0.5:6881 or [2001:db8::5]:6881");
        }
        String host = match.group(1) != null ? match.group(1) : match.group(2);
        return new HostPort(host, Integer.parseInt(match.group(3)));
    }

    /**
     * A port that stands alone.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static int parsePort(String text) {
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("'" + text + "' is no port: write 0 to 65535");
    }

    /** The address, if the host is one and no name. */
    public Optional<InetSocketAddress> literal() {
        return NameLookup.literal(host).map(address -> new InetSocketAddress(address, port));
    }

    /**
     * Asks for the host's address, for {@link NameLookup#PATIENCE} at most.
     *
     * @throws UnknownHostException if there is none, or none in time; the message is one line for a
     *     person
     */
    public InetSocketAddress resolve() throws UnknownHostException, InterruptedIOException {
        InetAddress[] found = NameLookup.SYSTEM.find(host, NameLookup.PATIENCE);
        return new InetSocketAddress(found[0], port);
    }

    /** An address as this class reads it. */
    public static String format(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip == null ? address.getHostString() : ip.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
