package dunlin.protocol.search;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How well a share answers a query, told from its name and tags alone. A word counts most as a word
 * of the name, then in another form, as the beginning of one, as a tag, and least where it must
 * stand in a path or the description. Names count more the less else they hold, and more if the
 * words stand in them in the same order. Two shares of one rank are ordered by age, the newest
 * first.
 *
 * <p>The usual measure, BM25, weighs a word by how many shares have it; with it FTS5 counts them
 * for every search, which takes a tenth of a second for a word in half of a million shares.
 */
public final class Relevance {
    private static final double WORD_OF_NAME = 8;
    private static final double FORM_IN_NAME = 7;
    private static final double BEGINNING_IN_NAME = 6;
    private static final double TAG = 4;
    private static final double FORM_IN_TAG = 3.5;
    private static final double ELSEWHERE = 1;
    private static final double WHOLE_NAME = 4;
    private static final double IN_ORDER = 1;

    private final List<String> words;
    private final Map<String, Set<String>> forms = new HashMap<>();

    public Relevance(SearchQuery query) {
        this.words = query.words();
        words.forEach(word -> forms.put(word, Inflections.of(word)));
    }

    /** The higher the better; comparable for one query only. */
    public double of(String name, List<String> tags) {
        List<String> ofName = Words.of(name);
        Set<String> inName = new HashSet<>(ofName);
        Set<String> inTags = new HashSet<>();
        tags.forEach(tag -> inTags.addAll(Words.of(tag)));
        double sum = 0;
        int met = 0;
        for (String word : words) {
            double weight = weight(word, inName, inTags);
            sum += weight;
            met += weight >= BEGINNING_IN_NAME ? 1 : 0;
        }
        double coverage = Math.min(1.0, met / (double) Math.max(1, inName.size()));
        boolean inOrder = Collections.indexOfSubList(ofName, words) >= 0;
        return sum / Math.max(1, words.size()) + WHOLE_NAME * coverage + (inOrder ? IN_ORDER : 0);
    }

    private double weight(String word, Set<String> inName, Set<String> inTags) {
        if (!word.endsWith(SearchQuery.PREFIX)) {
            return weightOfWhole(word, inName, inTags);
        }
        String start = word.substring(0, word.length() - 1);
        if (inName.contains(start)) {
            return WORD_OF_NAME;
        }
        return inName.stream().anyMatch(each -> each.startsWith(start))
                ? BEGINNING_IN_NAME
                : inTags.stream().anyMatch(each -> each.startsWith(start)) ? TAG : ELSEWHERE;
    }

    private double weightOfWhole(String word, Set<String> inName, Set<String> inTags) {
        if (inName.contains(word)) {
            return WORD_OF_NAME;
        }
        Set<String> forms = this.forms.getOrDefault(word, Set.of());
        if (!Collections.disjoint(forms, inName)) {
            return FORM_IN_NAME;
        }
        return inTags.contains(word)
                ? TAG
                : Collections.disjoint(forms, inTags) ? ELSEWHERE : FORM_IN_TAG;
    }
}
