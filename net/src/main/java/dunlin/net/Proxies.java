package dunlin.net;

import dunlin.protocol.PeerAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proxies that pass requests on to a server, and whose a request is that comes from one: the
 * last address in its {@code X-Forwarded-For} that is no proxy's. What stands before that anyone
 * can have written. Immutable.
 *
 * <p>The threat of a proxy that the server does not know of: if it runs on the same machine, all
 * the world seems to be on this machine, which is trusted most. So what comes from this machine and
 * says that it was passed on is refused, and so is what a proxy on this machine passes on without
 * saying for whom.
 *
 * @param trusted where the proxies are
 */
public record Proxies(List<AddressRange> trusted) {
    /** There are none. */
    public static final Proxies NONE = new Proxies(List.of());

    /** Whose a request is. */
    public sealed interface Whose {
        /** This client's. */
        record Client(InetAddress address) implements Whose {}

        /**
         * It cannot be told, and must not be answered.
         *
         * @param why one line that says what to do
         */
        record Unknown(String why) implements Whose {}
    }

    private static final String NOT_NAMED =
            "a proxy on this machine passes this on, and is not known here: start the server with"
                    + " --behind-proxy ";
    private static final String SILENT =
            "the proxy does not say for whom it asks: have it set X-Forwarded-For";
    private static final String NO_ADDRESS =
            "the proxy's X-Forwarded-For has something that is no address";

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+");

    public Proxies {
        trusted = List.copyOf(trusted);
    }

    /** Whether a proxy is at this address. */
    public boolean include(InetAddress address) {
        PeerAddress at = PeerAddress.of(address, 0);
        return trusted.stream().anyMatch(range -> range.contains(at));
    }

    /**
     * Whose a request is.
     *
     * @param sender where it comes from
     * @param forwardedFor all its {@code X-Forwarded-For}, joined by commas
     * @param passedOn whether any of its headers says that it was passed on
     */
    public Whose request(InetAddress sender, Optional<String> forwardedFor, boolean passedOn) {
        if (!include(sender)) {
            // One from elsewhere may come by a proxy of its own: that one is the client here.
            return passedOn && sender.isLoopbackAddress()
                    ? new Whose.Unknown(NOT_NAMED + sender.getHostAddress())
                    : new Whose.Client(sender);
        }
        if (forwardedFor.isEmpty()) {
            return sender.isLoopbackAddress()
                    ? new Whose.Unknown(SILENT)
                    : new Whose.Client(sender);
        }
        String[] hops = forwardedFor.get().split(",", -1);
        InetAddress client = sender;
        for (int i = hops.length - 1; i >= 0 && include(client); i--) {
            Optional<InetAddress> hop = address(hops[i].strip());
            if (hop.isEmpty()) {
                return new Whose.Unknown(NO_ADDRESS);
            }
            client = hop.get();
        }
        return new Whose.Client(client);
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]:80}. */
    private static Optional<InetAddress> address(String hop) {
        boolean hasPort = hop.startsWith("[") || hop.indexOf(':') == hop.lastIndexOf(':');
        String literal = hasPort ? hop.replaceFirst("^\\[?(.*?)(\\](:\\d+)?|:\\d+)?$", "$1") : hop;
        if (IPV4.matcher(literal).matches() || IPV6.matcher(literal).matches()) {
            try {
                return Optional.of(InetAddress.ofLiteral(literal));
            } catch (IllegalArgumentException e) {
                // Like what does not even look like one.
            }
        }
        return Optional.empty();
    }
}
