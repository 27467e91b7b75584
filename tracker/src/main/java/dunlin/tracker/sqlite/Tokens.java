package dunlin.tracker.sqlite;

import dunlin.protocol.search.Inflections;
import dunlin.protocol.search.SearchQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The terms of the full-text tables beside plain words, so that a filter is one more term whose
 * shares are listed already, not a look at every share: a mark of the private use area, which no
 * word holds, and what is meant.
 *
 * <p>Sizes are steps from 1 MiB on, four until a size is doubled, and a share has the term of each
 * step that it reaches: "at least" is one term, "at most" the lack of one, and only shares within
 * the step in which the bound lies have to be looked at.
 */
final class Tokens {
    /** A term of every share. */
    static final String EVERYTHING = "\ue000";

    private static final char TYPE = '\ue001';
    private static final char TAG = '\ue002';
    private static final char OWNER = '\ue003';
    private static final char SIZE = '\ue004';
    private static final int SMALLEST_BITS = 20;

    private Tokens() {}

    static String type(String type) {
        return TYPE + plain(type);
    }

    static String tag(String tag) {
        return TAG + plain(tag);
    }

    /**
     * @param digits of the key, in hexadecimal; to be found, perhaps only the first ones
     */
    static String owner(String digits) {
        return OWNER + digits;
    }

    /** The terms of a share of so many bytes. */
    static List<String> sizes(long size) {
        List<String> steps = new ArrayList<>();
        for (int step = 1; step <= step(size); step++) {
            steps.add(size(step));
        }
        return steps;
    }

    private static String size(int step) {
        return SIZE + Integer.toString(step, 36);
    }

    private static int step(long size) {
        int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(size);
        if (bits < SMALLEST_BITS) {
            return 0;
        }
        int quarter = (int) (size >>> (bits - 2)) & 3;
        return 4 * (bits - SMALLEST_BITS) + quarter + 1;
    }

    /** What the tokenizer would cut at becomes a character of the private use area. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            plain.append(c >= 128 || Character.isLetterOrDigit(c) ? c : (char) (0xe100 + c));
        }
        return plain.toString();
    }

    /**
     * The query as an expression of FTS5 that finds all it means, and perhaps some shares whose
     * size or time is only near it. Every term is quoted.
     *
     * @param owner hexadecimal digits that the owner's key begins with
     */
    static String expression(SearchQuery query, Optional<String> owner) {
        List<String> terms = new ArrayList<>();
        for (String word : query.words()) {
            boolean prefix = word.endsWith(SearchQuery.PREFIX);
            terms.add(
                    prefix
                            ? quoted(word.substring(0, word.length() - 1)) + "*"
                            : anyOf(Inflections.of(word)));
        }
        query.tags().forEach(tag -> terms.add(quoted(tag(tag))));
        List<String> types = query.types().stream().map(type -> quoted(type(type))).toList();
        if (!types.isEmpty()) {
            terms.add("(" + String.join(" OR ", types) + ")");
        }
        owner.ifPresent(digits -> terms.add(quoted(owner(digits)) + "*"));
        query.minSize().stream()
                .mapToInt(Tokens::step)
                .filter(step -> step > 0)
                .forEach(step -> terms.add(quoted(size(step))));
        if (terms.isEmpty()) {
            terms.add(quoted(EVERYTHING));
        }
        String all = String.join(" AND ", terms);
        return query.maxSize().isPresent()
                ? "(" + all + ") NOT " + quoted(size(step(query.maxSize().getAsLong()) + 1))
                : all;
    }

    private static String anyOf(Set<String> words) {
        String any = String.join(" OR ", words.stream().map(Tokens::quoted).toList());
        return words.size() == 1 ? any : "(" + any + ")";
    }

    private static String quoted(String term) {
        return "\"" + term.replace("\"", "\"\"") + "\"";
    }
}
