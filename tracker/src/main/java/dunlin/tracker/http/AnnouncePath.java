package dunlin.tracker.http;

import dunlin.tracker.http.AnnounceHandler.Kind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path at which announces or scrapes are answered: {@code /announce}, {@code /announce/TOKEN},
 * {@code /TOKEN/announce}, and the same for {@code scrape} (which clients derive from the announce
 * URL by putting the one word in place of the other, BEP 48).
 *
 * @param token who announces, for members with foreign clients; empty if the path does not tell
 */
public record AnnouncePath(Kind kind, String token) {
    private static final Optional<AnnouncePath> ANNOUNCE =
            Optional.of(new AnnouncePath(Kind.ANNOUNCE, ""));
    private static final Optional<AnnouncePath> SCRAPE =
            Optional.of(new AnnouncePath(Kind.SCRAPE, ""));
    private static final Pattern WITH_TOKEN =
            Pattern.compile(
                    "/(?<word>announce|scrape)/(?<token>[A-Za-z0-9_-]{1,128})"
                            + "|/(?<first>[A-Za-z0-9_-]{1,128})/(?<last>announce|scrape)");

    /** Reads a path, percent-encoded as it came; a slash at its end means nothing. */
    public static Optional<AnnouncePath> of(String withSlash) {
        String path =
                withSlash.endsWith("/")
                        ? withSlash.substring(0, withSlash.length() - 1)
                        : withSlash;
        if (path.equals("/announce")) {
            return ANNOUNCE;
        }
        if (path.equals("/scrape")) {
            return SCRAPE;
        }
        Matcher parts = WITH_TOKEN.matcher(path);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return parts.group("word") != null
                ? Optional.of(new AnnouncePath(kind(parts.group("word")), parts.group("token")))
                : Optional.of(new AnnouncePath(kind(parts.group("last")), parts.group("first")));
    }

    private static Kind kind(String word) {
        return word.equals("announce") ? Kind.ANNOUNCE : Kind.SCRAPE;
    }
}
