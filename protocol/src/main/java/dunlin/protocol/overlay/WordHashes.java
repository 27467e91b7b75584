package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.SipHash;
import dunlin.protocol.overlay.QueryWords.Term;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.ShareWords;
import dunlin.protocol.search.WordRoot;
import dunlin.protocol.search.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The hashes by which the words of shares and of questions meet: SipHash-2-4 under the network's
 * key. Thread-safe.
 *
 * <pre>
 *   "w" root       for each word, in the form in which all its inflections meet
 *   "b" beginning  of each word of the title, its first 3 and its first 5 characters
 *   "t" type       for each type of file
 * </pre>
 *
 * So a question for {@code ubuntu*} is one for a word {@code ubuntu} or a title with a word that
 * begins with {@code ubunt}; the sharer, who sees the whole question, looks at the rest.
 */
public final class WordHashes {
    private static final String WORD = "w";
    private static final String BEGINNING = "b";
    private static final String TYPE = "t";
    private static final int[] BEGINNINGS = {5, 3};

    private final SipHash hash;

    public WordHashes(NetworkId network) {
        this.hash = new SipHash(network.wordKey().bytes());
    }

    /** The hashes of all that a share is found by: for a digest. */
    public Set<Long> of(ShareWords share) {
        Set<Long> hashes = new LinkedHashSet<>();
        for (String word : share.title()) {
            for (int length : BEGINNINGS) {
                if (length(word) >= length) {
                    hashes.add(ofBeginning(word, length));
                }
            }
        }
        share.types().forEach(type -> hashes.add(of(TYPE, type)));
        share.all().forEach(word -> hashes.add(ofWord(word)));
        return hashes;
    }

    /**
     * What a share must have in its digest to answer a query: its longest words first, since those
     * tell most. What no digest can tell (a size, a time, an owner) is left to the sharer.
     *
     * @throws IllegalArgumentException if its text is longer than a question may be
     */
    public QueryWords of(SearchQuery query) {
        List<Term> terms = new ArrayList<>();
        query.words().stream()
                .sorted(Comparator.comparingInt(WordHashes::length).reversed())
                .forEach(word -> terms.add(term(word)));
        for (String tag : query.tags()) {
            Words.of(tag).forEach(word -> terms.add(new Term(List.of(ofWord(word)))));
        }
        // Of several types any suffices, which no digest is asked.
        if (query.types().size() == 1) {
            terms.add(new Term(List.of(of(TYPE, query.types().getFirst()))));
        }
        int most = Math.min(terms.size(), QueryWords.MAX_TERMS);
        return new QueryWords(query.toText(), terms.subList(0, most));
    }

    private Term term(String word) {
        if (!word.endsWith(SearchQuery.PREFIX)) {
            return new Term(List.of(ofWord(word)));
        }
        String start = word.substring(0, word.length() - SearchQuery.PREFIX.length());
        for (int length : BEGINNINGS) {
            if (length(start) >= length) {
                return new Term(List.of(ofWord(start), ofBeginning(start, length)));
            }
        }
        return new Term(List.of(ofWord(start)));
    }

    private long ofWord(String word) {
        return of(WORD, WordRoot.of(word));
    }

    private long ofBeginning(String word, int length) {
        return of(BEGINNING, word.substring(0, word.offsetByCodePoints(0, length)));
    }

    private long of(String kind, String text) {
        return hash.of((kind + text).getBytes(UTF_8));
    }

    private static int length(String word) {
        return word.codePointCount(0, word.length());
    }
}
