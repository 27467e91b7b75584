package dunlin.tracker.access;

import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes an index's own tokens out of what somebody registers: whoever made the torrent with a token
 * in its announce URL would give it to everyone who reads the share's magnet link or fetches its
 * {@code .torrent}.
 */
public final class OwnTokens {
    private static final Pattern SEGMENT = Pattern.compile("/([\\w-]+)(?=[/?#]|$)");

    private OwnTokens() {}

    /**
     * A torrent whose trackers' URLs have no path with a token.
     *
     * @return the very same one if there is none
     */
    public static Metainfo without(Predicate<String> isToken, Metainfo metainfo) {
        Tiers trackers = metainfo.trackers();
        List<List<String>> free =
                trackers.tiers().stream()
                        .map(tier -> tier.stream().map(url -> without(isToken, url)).toList())
                        .toList();
        return free.equals(trackers.tiers()) ? metainfo : metainfo.with(new Tiers(free));
    }

    private static String without(Predicate<String> isToken, String url) {
        return SEGMENT.matcher(url)
                .replaceAll(segment ->
                        isToken.test(segment.group(1))
                                ? ""
                                : Matcher.quoteReplacement(segment.group()));
    }
}
