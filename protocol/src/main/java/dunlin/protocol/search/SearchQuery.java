package dunlin.protocol.search;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/**
 * What a person looks for among shares: all words must occur, every filter must hold. What its
 * words, types and tags consist of is checked here, so that an engine can rely on it.
 *
 * @param words of names, paths of files, tags and descriptions, as {@link Words} cuts them, each
 *     standing for its {@link Inflections}; one ending in {@code *} stands for all that begin so.
 *     Empty if only filters are given
 * @param minSize least bytes of content, inclusive
 * @param maxSize most bytes of content, inclusive
 * @param since shared then or later; of the years 0 to 9999
 * @param before shared before then; of the years 0 to 9999
 * @param owner the name of the one who shared it, or its key's first hexadecimal digits, in lower
 *     case, behind a {@code #}
 * @param types file name extensions as {@link FileType} has them; one of them must occur
 * @param tags as {@link Tag} has them; all must be there
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

    /** What a word ends in that stands for all that begin so. */
    public static final String PREFIX = "*";

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Pattern FINGERPRINT = Pattern.compile("#[0-9a-f]{1,64}");

    /**
     * Cuts and folds the words; repeated ones count once.
     *
     * @throws IllegalArgumentException for terms of another form than is said above, or too many
     */
    public SearchQuery {
        words = List.copyOf(cut(words));
        try {
            types = List.copyOf(checked(types, FileType::check));
            tags = List.copyOf(checked(tags, Tag::check));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        if (words.size() + types.size() + tags.size() > MAX_TERMS) {
            throw new IllegalArgumentException("more than " + MAX_TERMS + " words, types and tags");
        }
        since.ifPresent(SearchQuery::checkYear);
        before.ifPresent(SearchQuery::checkYear);
    }

    /** Everything. */
    public static final SearchQuery ALL = of(List.of());

    /** Only words, each perhaps ending in {@code *}. */
    public static SearchQuery of(List<String> words) {
        return new SearchQuery(
                words,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /**
     * The same with the last word for all that begin so, as of one that is still being typed; empty
     * if it is that already, or there is no word.
     */
    public Optional<SearchQuery> lastAsBeginning() {
        if (words.isEmpty() || words.getLast().endsWith(PREFIX)) {
            return Optional.empty();
        }
        List<String> wider = new ArrayList<>(words);
        wider.set(words.size() - 1, words.getLast() + PREFIX);
        return Optional.of(
                new SearchQuery(wider, minSize, maxSize, since, before, owner, types, tags));
    }

    /** Whether an owner is given as the first digits of its key, not as a name. */
    public static boolean isFingerprint(String owner) {
        return FINGERPRINT.matcher(owner).matches();
    }

    /** The text that {@link QueryParser} reads as this query. */
    public String toText() {
        return new QueryText(this).toString();
    }

    /** Of {@code ubuntu-24*} the last word alone stands for more. */
    private static SequencedSet<String> cut(List<String> words) {
        SequencedSet<String> cut = new LinkedHashSet<>();
        for (String word : words) {
            List<String> parts = new ArrayList<>(Words.of(word));
            if (word.endsWith(PREFIX) && !parts.isEmpty()) {
                parts.add(parts.removeLast() + PREFIX);
            }
            cut.addAll(parts);
        }
        return cut;
    }

    private interface Rule {
        String check(String term) throws ProtocolException;
    }

    private static SequencedSet<String> checked(List<String> terms, Rule rule)
            throws ProtocolException {
        SequencedSet<String> checked = new LinkedHashSet<>();
        for (String term : terms) {
            checked.add(rule.check(term));
        }
        return checked;
    }

    private static void checkYear(Instant time) {
        // Of other years a database may know no time; nor does anything come from them.
        if (time.isBefore(FIRST) || !time.isBefore(END)) {
            throw new IllegalArgumentException("a time outside the years 0 to 9999");
        }
    }
}
