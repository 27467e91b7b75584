package dunlin.protocol.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A part of a query between blanks, quotes removed.
 *
 * @param filter what stands before the colon if that is a filter, otherwise empty
 * @param value the rest
 */
record Term(String filter, String value) {
    private static final Set<String> FILTERS =
            Set.of("size", "after", "before", "by", "type", "tag");

    /** All terms of a text. */
    static List<Term> cut(String text) {
        List<Term> terms = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            StringBuilder value = new StringBuilder();
            String filter = "";
            boolean plain = true; // nothing of it was in quotes yet
            boolean quoted = false;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    plain = false;
                    if (quoted && text.startsWith("\"\"", at)) {
                        value.append(c);
                        at++;
                    } else {
                        quoted = !quoted;
                    }
                } else if (!quoted && Character.isWhitespace(c)) {
                    break;
                } else if (c == ':' && plain && filter.isEmpty() && isFilter(value)) {
                    filter = value.toString().toLowerCase(Locale.ROOT);
                    value.setLength(0);
                } else {
                    value.append(c);
                }
            }
            terms.add(new Term(filter, value.toString()));
        }
        return terms;
    }

    private static boolean isFilter(StringBuilder text) {
        return FILTERS.contains(text.toString().toLowerCase(Locale.ROOT));
    }
}
