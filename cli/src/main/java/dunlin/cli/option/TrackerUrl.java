package dunlin.cli.option;

import java.net.URI;
import java.util.Optional;

/**
 * What {@code --tracker} names. {@code http://host:port} stands for an index of ours, which also
 * has a catalogue; a URL with a path of its own is taken as it is.
 *
 * @param announce where it is announced to
 * @param index where its catalogue is, if it may have one
 */
public record TrackerUrl(URI announce, Optional<URI> index) {
    private static final String ANNOUNCE = "/announce";

    /**
     * Reads what a person wrote; {@code host:port} alone means {@code http}.
     *
     * @throws IllegalArgumentException if it is no URL of a tracker
     */
    public static TrackerUrl parse(String text) {
        URI uri = URI.create(text.contains("://") ? text : "http://" + text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(java.util.Locale.ROOT);
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("'" + text + "' is no tracker: http://host:port");
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        return switch (scheme) {
            case "udp" -> new TrackerUrl(uri, Optional.empty());
            case "http", "https" -> {
                URI root = URI.create(scheme + "://" + uri.getRawAuthority());
                if (path.isEmpty() || path.equals("/") || path.equals(ANNOUNCE)) {
                    yield new TrackerUrl(URI.create(root + ANNOUNCE), Optional.of(root));
                }
                yield new TrackerUrl(uri, Optional.empty());
            }
            default ->
                    throw new IllegalArgumentException(
                            "'" + text + "' is no tracker: it begins with http, https or udp");
        };
    }

    /** As a person would write it after {@code --tracker}. */
    public String display() {
        return index.orElse(announce).toString();
    }
}
