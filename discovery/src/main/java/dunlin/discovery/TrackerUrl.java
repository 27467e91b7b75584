package dunlin.discovery;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A tracker's announce URL, which a stranger may have written into a torrent or magnet link.
 *
 * <p>The threat: a URL that makes this machine send a request of the stranger's choice to a service
 * that only this machine or its network can reach. So what looks like anything but an announce goes
 * to no local address.
 */
final class TrackerUrl {
    private static final int MAX_LENGTH = 1_000;

    private final URI uri;

    private TrackerUrl(URI uri) {
        this.uri = uri;
    }

    /**
     * Reads an announce URL.
     *
     * @throws ProtocolException if it is malformed or of a kind that is not announced to
     */
    static TrackerUrl parse(String url) throws ProtocolException {
        if (url.length() > MAX_LENGTH) {
            throw new ProtocolException("a tracker's URL of " + url.length() + " characters");
        }
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new ProtocolException("no URL: " + SafeText.forTerminal(url), e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (scheme.equals("udp")) {
            throw new ProtocolException("trackers over UDP are not spoken yet");
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new ProtocolException("only http:// and https:// trackers are announced to");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getPort() > 65535) {
            throw new ProtocolException("a tracker's URL needs a host, and no password in it");
        }
        return new TrackerUrl(uri);
    }

    /** The host's name or address. */
    String host() {
        return uri.getHost();
    }

    /** The URL with further parameters in its query, which must be percent-encoded already. */
    URI with(String query) {
        return with(uri.getRawPath(), query);
    }

    private URI with(String path, String query) {
        String old = uri.getRawQuery();
        return URI.create(
                uri.getScheme()
                        + "://"
                        + uri.getRawAuthority()
                        + path
                        + "?"
                        + (old == null || old.isEmpty() ? "" : old + "&")
                        + query);
    }

    /**
     * Where this tracker is scraped: its last path segment must begin with {@code announce}, which
     * becomes {@code scrape} (BEP 48).
     */
    Optional<URI> scrapeWith(String query) {
        String path = uri.getRawPath();
        int slash = path.lastIndexOf('/');
        return path.startsWith("announce", slash + 1)
                ? Optional.of(
                        with(
                                path.substring(0, slash + 1)
                                        + "scrape"
                                        + path.substring(slash + 1 + "announce".length()),
                                query))
                : Optional.empty();
    }

    /**
     * Checks a URL, this one or where it was redirected to, against the address that its host
     * turned out to have. On this machine only {@code /announce} and {@code /scrape} are asked; on
     * its network paths that begin or end so (a tracker may put a user's token there); with no
     * parameters but ours at either.
     */
    static void check(URI target, InetAddress address) throws ProtocolException {
        if (!LocalAddress.is(address)) {
            return;
        }
        String path = String.valueOf(target.getRawPath());
        boolean plain = path.equals("/announce") || path.equals("/scrape");
        boolean withToken =
                path.matches("/(announce|scrape)/[\\w-]+|/[\\w-]+/(announce|scrape)")
                        && !LocalAddress.isThisMachine(address);
        String query = String.valueOf(target.getRawQuery());
        if (!(plain || withToken) || !query.startsWith("info_hash=")) {
            throw new ProtocolException(
                    "refused to ask a local address for anything but /announce");
        }
    }

    /** The URL as it came. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
