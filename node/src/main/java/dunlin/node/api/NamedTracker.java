package dunlin.node.api;

import dunlin.protocol.Authority;
import dunlin.protocol.SafeText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A tracker as a person names it: an index of ours by its host, by {@code host:port}, or by any URL
 * of it (its root, a page, its announce URL over HTTP or UDP, which share a port). Another path of
 * a tracker is taken as it is.
 *
 * @param announce where shares are announced
 * @param index where its catalogue is, if it may have one
 */
public record NamedTracker(URI announce, Optional<URI> index) {
    private static final int DEFAULT_PORT = 6969;
    private static final String ANNOUNCE = "/announce";

    /** Paths of an index, up to which it is named as well. */
    private static final Pattern PAGES =
            Pattern.compile(
                    "/?|/(announce|scrape|search|statistics)/?|/(share|api)/.*|/feed\\.\\w+");

    /**
     * Reads what a person wrote; without a scheme {@code http} is meant, and without a port, too,
     * 6969.
     *
     * @throws IllegalArgumentException if it is no URL of a tracker
     */
    public static NamedTracker parse(String text) {
        URI uri = uri(text.strip()).orElseThrow(() -> refused(text, "write http://HOST:PORT"));
        Authority authority =
                Authority.of(uri)
                        .orElseThrow(
                                () -> refused(text, "write http://HOST:PORT, PORT 1 to 65535"));
        if (authority.port().orElse(1) == 0) {
            throw refused(text, "write http://HOST:PORT, PORT 1 to 65535");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String path = uri.getRawPath();
        return switch (scheme) {
            case "udp" -> {
                if (authority.port().isEmpty()) {
                    throw refused(text, "write udp://HOST:PORT");
                }
                yield new NamedTracker(uri, indexAt("http", authority, path));
            }
            case "http", "https" -> {
                Optional<URI> index = indexAt(scheme, authority, path);
                boolean hasQuery = path.startsWith(ANNOUNCE) && uri.getRawQuery() != null;
                String query = hasQuery ? "?" + uri.getRawQuery() : "";
                yield new NamedTracker(
                        index.map(root -> URI.create(root + ANNOUNCE + query)).orElse(uri), index);
            }
            default -> throw refused(text, "it begins with http, https or udp");
        };
    }

    private static Optional<URI> uri(String text) {
        try {
            if (text.contains("://")) {
                return Optional.of(new URI(text));
            }
            URI uri = new URI("http://" + text);
            Optional<Authority> authority = Authority.of(uri);
            boolean isHost = authority.isPresent() && authority.get().port().isEmpty();
            return Optional.of(
                    isHost
                            ? new URI("http://" + authority.get() + ":" + DEFAULT_PORT + path(uri))
                            : uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String path(URI uri) {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    private static Optional<URI> indexAt(String scheme, Authority authority, String path) {
        return PAGES.matcher(path).matches()
                ? Optional.of(URI.create(scheme + "://" + authority))
                : Optional.empty();
    }

    private static IllegalArgumentException refused(String text, String advice) {
        return new IllegalArgumentException(
                "'" + SafeText.line(text, 200) + "' is no tracker: " + advice);
    }

    /** As a person would write it. */
    @Override
    public String toString() {
        boolean isUsual = index.isPresent() && announce.toString().equals(index.get() + ANNOUNCE);
        return isUsual ? index.get().toString() : announce.toString();
    }
}
