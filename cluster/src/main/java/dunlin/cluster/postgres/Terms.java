package dunlin.cluster.postgres;

import dunlin.protocol.catalogue.Note;
import dunlin.protocol.search.Inflections;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.ShareWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The terms by which full-text search finds a share: its words, which {@code Words} has cut and
 * folded already, and for types and tags a mark of the private use area, which no word holds, and
 * what is meant. So a filter is one more term whose shares are listed in the index.
 */
final class Terms {
    private static final String TYPE = "\ue001";
    private static final String TAG = "\ue002";

    private Terms() {}

    /** What a share is found by anywhere. */
    static String[] of(ShareWords words, Note note) {
        List<String> terms = new ArrayList<>(words.all());
        words.types().forEach(type -> terms.add(TYPE + type));
        note.tags().forEach(tag -> terms.add(TAG + tag));
        return terms.toArray(String[]::new);
    }

    /** The words of a query, as text of a {@code tsquery}; empty if there are none. */
    static String words(SearchQuery query) {
        return String.join(" & ", query.words().stream().map(Terms::word).toList());
    }

    private static String word(String word) {
        return word.endsWith(SearchQuery.PREFIX)
                ? quoted(word.substring(0, word.length() - 1)) + ":*"
                : anyOf(Inflections.of(word));
    }

    private static String anyOf(Set<String> words) {
        return "(" + String.join(" | ", words.stream().map(Terms::quoted).toList()) + ")";
    }

    /** Its types and tags. */
    static String filters(SearchQuery query) {
        List<String> terms =
                new ArrayList<>(query.tags().stream().map(tag -> quoted(TAG + tag)).toList());
        if (!query.types().isEmpty()) {
            List<String> types = query.types().stream().map(type -> quoted(TYPE + type)).toList();
            terms.add("(" + String.join(" | ", types) + ")");
        }
        return String.join(" & ", terms);
    }

    /** Nothing in it is syntax then. */
    private static String quoted(String term) {
        return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
