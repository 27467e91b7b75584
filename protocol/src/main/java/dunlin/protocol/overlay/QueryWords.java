package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/**
 * What is searched for: a query in the language of {@link dunlin.protocol.search.QueryParser}, for
 * those whose shares are asked about; and the hashes of its words, for those who hold the digests
 * of others.
 *
 * @param text the query, at most {@link #MAX_TEXT} bytes in UTF-8
 * @param terms at most {@link #MAX_TERMS}; a digest must have each
 */
public record QueryWords(String text, List<Term> terms) {
    /** Most bytes of a query. */
    public static final int MAX_TEXT = 768;

    /** Most words that are hashed; a query may have more, which the sharer looks at. */
    public static final int MAX_TERMS = 8;

    /**
     * Something to be found, by any of these hashes.
     *
     * @param either one or two
     */
    public record Term(List<Long> either) {
        /** Most hashes. */
        public static final int MAX_EITHER = 2;

        public Term {
            either = List.copyOf(either);
            if (either.isEmpty() || either.size() > MAX_EITHER) {
                throw new IllegalArgumentException(either.size() + " hashes of one term");
            }
        }

        boolean mayBeIn(Digest digest) {
            for (long hash : either) {
                if (digest.mayHave(hash)) {
                    return true;
                }
            }
            return false;
        }
    }

    public QueryWords {
        terms = List.copyOf(terms);
        int bytes = text.getBytes(UTF_8).length;
        if (bytes > MAX_TEXT || terms.size() > MAX_TERMS) {
            throw new IllegalArgumentException(
                    "a question of %d words, in %d bytes".formatted(terms.size(), bytes));
        }
    }

    /** With hashes that are there already. */
    public static QueryWords ofHashes(String text, long... hashes) {
        return new QueryWords(
                text, Arrays.stream(hashes).mapToObj(hash -> new Term(List.of(hash))).toList());
    }

    /** Whether a sharer with this digest may have what is searched for. No terms are in none. */
    public boolean mayBeIn(Digest digest) {
        for (Term term : terms) {
            if (!term.mayBeIn(digest)) {
                return false;
            }
        }
        return !terms.isEmpty();
    }
}
