package dunlin.protocol.identity;

import dunlin.protocol.Authority;
import dunlin.protocol.ProtocolException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which name an index is meant: host and port as they were dialled. It stands in all that is
 * signed for an index, so that one index cannot use at another what it was told.
 *
 * @param host a name or an IPv4 address in lower case, or an IPv6 address in brackets, without zone
 * @param port 1 to 65535
 */
public record IndexName(String host, int port) {
    private static final int MAX_LENGTH = 260;
    private static final Pattern FORM =
            Pattern.compile("(?<host>\\[[0-9a-f:.]+\\]|[a-z0-9._-]+):(?<port>[1-9][0-9]{0,4})");

    public IndexName {
        if (!FORM.matcher(host + ":" + port).matches()
                || port > 65_535
                || host.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("'" + host + "' and " + port + " name no index");
        }
    }

    /**
     * Reads {@code host:port} in lower case.
     *
     * @throws ProtocolException if it is not that
     */
    public static IndexName parse(String text) throws ProtocolException {
        Matcher form = FORM.matcher(text);
        if (text.length() <= MAX_LENGTH && form.matches()) {
            int port = Integer.parseInt(form.group("port"));
            if (port <= 65_535) {
                return new IndexName(form.group("host"), port);
            }
        }
        throw new ProtocolException("an index is named host:port, in lower case");
    }

    /** The name that a URL with http, https or udp dials; empty if it names no host and port. */
    public static Optional<IndexName> of(URI url) {
        Optional<Authority> authority = Authority.of(url);
        if (authority.isEmpty()) {
            return Optional.empty();
        }
        String host =
                authority
                        .get()
                        .host()
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("%[^\\]]*", "") // a zone means something here only
                        .replaceFirst("\\.$", "");
        int port = authority.get().port().orElse(usualPort(url));
        try {
            return Optional.of(new IndexName(host, port));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int usualPort(URI url) {
        return switch (String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 0;
        };
    }

    /** {@code host:port}, as it is signed. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
