package dunlin.protocol.search;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a person looks for among shares: all words must occur, every filter must hold.
 *
 * @param words of names, paths of files, tags and descriptions; one ending in {@code *} stands for
 *     all that begin so. Empty if only filters are given
 * @param minSize least bytes of content, inclusive
 * @param maxSize most bytes of content, inclusive
 * @param since shared then or later
 * @param before shared before then
 * @param owner the name of the one who shared it, or its key's first digits behind a {@code #}
 * @param types file name extensions without the dot, in lower case; one of them must occur
 * @param tags all of which it must have, in lower case
 */
public record SearchQuery(
        List<String> words,
        OptionalLong minSize,
        OptionalLong maxSize,
        Optional<Instant> since,
        Optional<Instant> before,
        Optional<String> owner,
        List<String> types,
        List<String> tags) {
    /** Most words, types and tags together. */
    public static final int MAX_TERMS = 32;

    public SearchQuery {
        words = List.copyOf(words);
        types = List.copyOf(types);
        tags = List.copyOf(tags);
        if (words.size() + types.size() + tags.size() > MAX_TERMS) {
            throw new IllegalArgumentException("more than " + MAX_TERMS + " terms");
        }
    }
}
