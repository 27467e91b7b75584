package dunlin.discovery.tracker;

import dunlin.net.LocalAddress;
import dunlin.protocol.Authority;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.announce.udp.UrlData;
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
    private static final String UDP = "udp";
    private static final String OURS = "info_hash=";
    private static final String ANNOUNCE = "/announce";

    private final URI uri;
    private final Authority authority;

    private TrackerUrl(URI uri, Authority authority) {
        this.uri = uri;
        this.authority = authority;
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
            throw new ProtocolException("no URL: " + SafeText.line(url, 200), e);
        }
        if (uri.toASCIIString().length() > MAX_LENGTH) {
            throw new ProtocolException("a tracker's URL of more than " + MAX_LENGTH + " bytes");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") && !scheme.equals(UDP)) {
            throw new ProtocolException(
                    "only http://, https:// and udp:// trackers are announced to");
        }
        Authority authority =
                Authority.of(uri)
                        .orElseThrow(() ->
                                new ProtocolException(
                                        "a tracker's URL needs a host, and no password in it"));
        if (scheme.equals(UDP) && authority.port().orElse(0) == 0) {
            throw new ProtocolException("a tracker's URL with udp:// needs a port");
        }
        return new TrackerUrl(uri, authority);
    }

    /** As {@link #parse} reads it; empty if that refuses it. */
    static Optional<TrackerUrl> ifOne(String url) {
        try {
            return Optional.of(parse(url));
        } catch (ProtocolException _) {
            return Optional.empty();
        }
    }

    /** The URL itself. */
    URI uri() {
        return uri;
    }

    /** The host's name or address. */
    String host() {
        return authority.host();
    }

    /** The port, if the URL has one, as those with udp do; otherwise -1. */
    int port() {
        return authority.port().orElse(-1);
    }

    /** Whether it is announced to over UDP (BEP 15). */
    boolean isUdp() {
        return isUdp(uri);
    }

    private static boolean isUdp(URI uri) {
        return UDP.equalsIgnoreCase(uri.getScheme());
    }

    /**
     * What a tracker over UDP is told of its URL: path and query (BEP 41), in ASCII. Empty if there
     * is nothing to tell because it is the usual one.
     *
     * @param additions further parameters, which must be percent-encoded already; left out if they
     *     are too long to be sent
     */
    Optional<String> urlData(String additions) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath();
        String query = ascii.getRawQuery() == null ? "" : ascii.getRawQuery();
        if (!additions.isEmpty() && additions.length() <= UrlData.MAX_LENGTH - MAX_LENGTH) {
            query = query.isEmpty() ? additions : query + "&" + additions;
        }
        boolean usual = path.isEmpty() || path.equals("/") || path.equals(ANNOUNCE);
        if (query.isEmpty()) {
            return usual ? Optional.empty() : Optional.of(path);
        }
        return Optional.of((path.isEmpty() ? ANNOUNCE : path) + "?" + query);
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

    /** Whether a call goes to this very URL, or to where it is scraped, with our own parameters. */
    boolean covers(URI target) {
        String called = target.toString();
        return target.equals(uri)
                || called.startsWith(with(OURS).toString())
                || scrapeWith(OURS).filter(it -> called.startsWith(it.toString())).isPresent();
    }

    /**
     * Checks a URL, this one or where it was redirected to, against the address that its host
     * turned out to have. On this machine only {@code /announce}, with or without a user's token
     * after it, and {@code /scrape} are asked; on its network paths that begin or end so; with no
     * parameters but ours at either.
     */
    static void check(URI target, InetAddress address) throws ProtocolException {
        if (!LocalAddress.is(address)) {
            return;
        }
        String path = String.valueOf(target.getRawPath());
        String query = target.getRawQuery() == null ? "" : target.getRawQuery();
        boolean ours = isUdp(target) ? query.isEmpty() : query.startsWith(OURS);
        if (!ours || !isAnnounce(path, isUdp(target), LocalAddress.isThisMachine(address))) {
            throw new ProtocolException(
                    "refused to ask a local address for anything but /announce");
        }
    }

    private static boolean isAnnounce(String path, boolean udp, boolean thisMachine) {
        return path.matches("/announce(/[\\w-]{16,64})?|/scrape")
                || (udp && path.matches("/?"))
                || (!thisMachine
                        && path.matches("/(announce|scrape)/[\\w-]+|/[\\w-]+/(announce|scrape)"));
    }

    /** The URL as it came. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
