package dunlin.node.api;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A tracker as a person names it. {@code http://host:port} stands for an index of ours, which also
 * has a catalogue; a URL with a path of its own is taken as it is.
 *
 * @param announce where shares are announced
 * @param index where its catalogue is, if it may have one
 */
public record NamedTracker(URI announce, Optional<URI> index) {
    private static final String ANNOUNCE = "/announce";

    /**
     * Reads what a person wrote; {@code host:port} alone means {@code http}.
     *
     * @throws IllegalArgumentException if it is no URL of a tracker
     */
    public static NamedTracker parse(String text) {
        URI uri = URI.create(text.contains("://") ? text : "http://" + text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("'" + text + "' is no tracker: http://host:port");
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        return switch (scheme) {
            case "udp" -> new NamedTracker(uri, Optional.empty());
            case "http", "https" -> {
                URI root = URI.create(scheme + "://" + uri.getRawAuthority());
                if (path.isEmpty() || path.equals("/") || path.equals(ANNOUNCE)) {
                    yield new NamedTracker(URI.create(root + ANNOUNCE), Optional.of(root));
                }
                yield new NamedTracker(uri, Optional.empty());
            }
            default ->
                    throw new IllegalArgumentException(
                            "'" + text + "' is no tracker: it begins with http, https or udp");
        };
    }

    /** As a person would write it. */
    @Override
    public String toString() {
        return index.orElse(announce).toString();
    }
}
