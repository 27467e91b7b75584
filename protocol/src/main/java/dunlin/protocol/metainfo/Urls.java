package dunlin.protocol.metainfo;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which of a stranger's URLs are kept at all. One that is malformed or of another scheme ({@code
 * file:}) is left out and does no harm to the rest. Where a URL may lead (local addresses,
 * redirects) is for those to decide who follow it.
 */
final class Urls {
    /** Schemes of trackers (BEP 3, BEP 15, and WebTorrent's). */
    static final Set<String> TRACKER = Set.of("http", "https", "udp", "ws", "wss");

    /** Schemes of web seeds (BEP 19). */
    static final Set<String> WEB_SEED = Set.of("http", "https");

    /** Most that are kept of trackers, and of web seeds. */
    static final int MAX_COUNT = 256;

    /** Most that are looked at: a torrent has room for millions that are not fit. */
    static final int MAX_LOOKS = 4_096;

    private static final int MAX_LENGTH = 2_048;

    private Urls() {}

    /**
     * Of the first {@link #MAX_LOOKS} those that are fit, each once, {@link #MAX_COUNT} at most.
     */
    static List<String> keep(Collection<String> urls, Set<String> schemes) {
        return urls.stream()
                .limit(MAX_LOOKS)
                .map(String::strip)
                .filter(url -> isKept(url, schemes))
                .distinct()
                .limit(MAX_COUNT)
                .toList();
    }

    private static boolean isKept(String url, Set<String> schemes) {
        if (url.length() > MAX_LENGTH) {
            return false;
        }
        try {
            URI uri = new URI(url);
            return uri.getScheme() != null
                    && schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getRawAuthority() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
