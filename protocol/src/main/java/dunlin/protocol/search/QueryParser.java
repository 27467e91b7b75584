package dunlin.protocol.search;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.catalogue.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads what a person types into a search.
 *
 * <pre>
 *   ubuntu 24.04       words, all of which must occur; cut and folded by {@link Words}
 *   "ubuntu 24.04"     the same: quotes keep together only what follows a colon
 *   ubu*               all words that begin so
 *   size:&gt;1G size:&lt;5G  at least, at most so many bytes; K, M, G, T, P of 1024
 *   after:2026-01-31   shared on that day (UTC) or later; also 2026, 2026-01, or a time of ISO 8601
 *   before:2026-02-01  shared before that day
 *   by:anna            shared by the peer that is shown so
 *   by:#12ab34cd       shared by a key that begins so
 *   type:iso           has a file of that type, or of one of several
 *   tag:x              has this tag, and each of several
 * </pre>
 *
 * A term before whose colon stands nothing of these is words. In quotes, two quotes stand for one;
 * a quote that is not closed ends with the text, which may be still being typed.
 */
public final class QueryParser {
    /** Most characters of a query. */
    public static final int MAX_LENGTH = 256;

    private static final int SHOWN = 40;
    private static final Pattern DAY = Pattern.compile("[0-9]{4}(-[0-9]{2}){0,2}");

    private final List<String> words = new ArrayList<>();
    private OptionalLong minSize = OptionalLong.empty();
    private OptionalLong maxSize = OptionalLong.empty();
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> before = Optional.empty();
    private Optional<String> owner = Optional.empty();
    private final List<String> types = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();

    private QueryParser() {}

    /**
     * Reads a query. An empty text asks for everything.
     *
     * @throws ProtocolException if it is too long, a filter makes no sense, or nothing in it can be
     *     looked for; the message is one line for whoever typed it
     */
    public static SearchQuery parse(String text) throws ProtocolException {
        checkLength(text.length());
        QueryParser parser = new QueryParser();
        for (Term term : Term.cut(text)) {
            parser.take(term);
        }
        SearchQuery query = parser.query();
        if (query.equals(SearchQuery.ALL) && !text.isBlank()) {
            throw new ProtocolException("no letter or digit to look for in " + shown(text.strip()));
        }
        // Some letters stand for many: what is read here, its text can be read again.
        checkLength(query.toText().length());
        return query;
    }

    private static void checkLength(int length) throws ProtocolException {
        if (length > MAX_LENGTH) {
            throw new ProtocolException(
                    "a search of " + length + " characters, " + MAX_LENGTH + " are allowed");
        }
    }

    private void take(Term term) throws ProtocolException {
        switch (term.filter()) {
            case "size" -> size(term.value());
            case "after" -> since = once(since, term, time(term));
            case "before" -> before = once(before, term, time(term));
            case "by" -> owner = once(owner, term, name(term.value()));
            case "type" -> types.add(FileType.check(term.value()));
            case "tag" -> tags.add(Tag.check(term.value()));
            default -> words.add(term.value());
        }
    }

    private static <T> Optional<T> once(Optional<T> earlier, Term term, T value)
            throws ProtocolException {
        if (earlier.isPresent()) {
            throw new ProtocolException(term.filter() + ": stands there twice");
        }
        return Optional.of(value);
    }

    private void size(String value) throws ProtocolException {
        boolean least = value.startsWith(">");
        Optional<Long> bytes =
                least || value.startsWith("<")
                        ? ByteSize.parse(value.substring(value.startsWith("=", 1) ? 2 : 1).strip())
                        : Optional.empty();
        if (bytes.isEmpty()) {
            throw new ProtocolException(
                    "size:" + shown(value) + " is no size; write size:>500M or size:<2G");
        }
        OptionalLong earlier = least ? minSize : maxSize;
        if (earlier.isPresent()) {
            throw new ProtocolException("size:" + value.charAt(0) + " stands there twice");
        }
        if (least) {
            minSize = OptionalLong.of(bytes.get());
        } else {
            maxSize = OptionalLong.of(bytes.get());
        }
    }

    private static Instant time(Term term) throws ProtocolException {
        String value = term.value().toUpperCase(Locale.ROOT);
        try {
            return DAY.matcher(value).matches()
                    ? LocalDate.parse(value + "-01-01".substring(value.length() - 4))
                            .atStartOfDay()
                            .toInstant(ZoneOffset.UTC)
                    : Instant.parse(value);
        } catch (DateTimeException e) {
            throw new ProtocolException(
                    "%s:%s is no date; write %s:2026-01-31"
                            .formatted(term.filter(), shown(term.value()), term.filter()),
                    e);
        }
    }

    private static String name(String value) throws ProtocolException {
        String lower = value.toLowerCase(Locale.ROOT);
        return SearchQuery.isFingerprint(lower) ? lower : PeerName.check(value);
    }

    private SearchQuery query() throws ProtocolException {
        try {
            return new SearchQuery(words, minSize, maxSize, since, before, owner, types, tags);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Fit to stand in an error's one line. */
    private static String shown(String text) {
        String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return SafeText.forTerminal(start);
    }
}
