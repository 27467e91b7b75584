package dunlin.protocol.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A name that a person typed, to find what it may have meant: names that differ from it in case,
 * accents, separators or a lacking extension only, or in one or two letters that are wrong, too
 * many, lacking or swapped. Immutable.
 *
 * <p>No index can be asked for what is nearly equal, so names are listed by {@link #terms}, and
 * {@link #looks} says under which of them a near name must stand, so that few have to be compared:
 *
 * <ul>
 *   <li>a short name by itself and without each of its letters: two names that differ in one letter
 *       have one of these in common (Garbe, "symmetric delete");
 *   <li>every name by each three letters that follow each other: of three parts of a name two
 *       errors leave one whole.
 * </ul>
 */
public final class NearName {
    /** Most code points of a name that are compared. */
    static final int MAX_LENGTH = 128;

    /** From this length on, two letters may be wrong; from 3 on one. */
    private static final int LONG = 7;

    /** Longer names are not listed without each of their letters. */
    private static final int SHORT = LONG + 1;

    private static final int GRAM = 3;

    /** Most terms that one look names. */
    private static final int MAX_TOGETHER = 8;

    /** Stands between words, before and behind a name: no word holds it. */
    private static final int EDGE = 0xe010;

    private static final String OF_SHORT = "\ue011";

    private final int[] typed;

    /**
     * @param typed any text
     */
    public NearName(String typed) {
        this.typed = folded(typed);
    }

    /** Everything that a name is listed by: words of letters, digits and private characters. */
    public static Set<String> terms(String name) {
        Set<String> terms = new LinkedHashSet<>();
        for (int[] form : forms(name)) {
            if (form.length <= SHORT + 1) {
                terms.addAll(withoutALetter(form));
            }
            int[] edged = edged(form);
            terms.addAll(grams(edged, 0, edged.length));
        }
        return terms;
    }

    /** A near name is listed under all terms of one of these. */
    public List<List<String>> looks() {
        List<List<String>> looks = new ArrayList<>();
        if (typed.length <= SHORT) {
            withoutALetter(typed).forEach(term -> looks.add(List.of(term)));
        }
        if (typed.length >= LONG) {
            int[] edged = edged(typed);
            for (int part = 0; part < 3; part++) {
                int from = part * edged.length / 3;
                int to = (part + 1) * edged.length / 3;
                List<String> grams = grams(edged, from, to);
                looks.add(grams.subList(0, Math.min(MAX_TOGETHER, grams.size())));
            }
        }
        return looks;
    }

    /**
     * How many letters of a name are other ones; 0 if it is the same but for case, accents,
     * separators and extension.
     *
     * @return empty if these are too many for it to be meant
     */
    public OptionalInt edits(String name) {
        int most = typed.length >= LONG ? 2 : typed.length >= GRAM ? 1 : 0;
        int least = forms(name).stream().mapToInt(form -> edits(typed, form, most)).min().orElse(0);
        return typed.length == 0 || least > most ? OptionalInt.empty() : OptionalInt.of(least);
    }

    /**
     * The nearest of these names, at most so many; of equally near ones those of larger number.
     *
     * @param names by numbers
     * @return their numbers
     */
    public List<Long> nearest(Map<Long, String> names, int limit) {
        Map<Long, Integer> near = new HashMap<>();
        names.forEach((number, name) -> edits(name).ifPresent(edits -> near.put(number, edits)));
        return near.keySet().stream()
                .sorted(
                        Comparator.<Long>comparingInt(near::get)
                                .thenComparing(Comparator.reverseOrder()))
                .limit(limit)
                .toList();
    }

    /** The name, and if it has an extension also without it. */
    private static List<int[]> forms(String name) {
        int[] whole = folded(name);
        if (FileType.of(name).isEmpty()) {
            return List.of(whole);
        }
        return List.of(whole, folded(name.substring(0, name.lastIndexOf('.'))));
    }

    private static int[] folded(String name) {
        String edge = Character.toString(EDGE);
        return String.join(edge, Words.of(name)).codePoints().limit(MAX_LENGTH).toArray();
    }

    private static int[] edged(int[] form) {
        int[] edged = new int[form.length + 2];
        System.arraycopy(form, 0, edged, 1, form.length);
        edged[0] = EDGE;
        edged[form.length + 1] = EDGE;
        return edged;
    }

    private static List<String> grams(int[] form, int from, int to) {
        List<String> grams = new ArrayList<>();
        for (int i = from; i + GRAM <= to; i++) {
            grams.add(new String(form, i, GRAM));
        }
        return grams;
    }

    /** Itself, too. */
    private static Set<String> withoutALetter(int[] form) {
        Set<String> terms = new LinkedHashSet<>();
        terms.add(OF_SHORT + new String(form, 0, form.length));
        for (int i = 0; i < form.length; i++) {
            String before = new String(form, 0, i);
            terms.add(OF_SHORT + before + new String(form, i + 1, form.length - i - 1));
        }
        return terms;
    }

    /**
     * The optimal string alignment distance: each insertion, deletion, substitution and swap of
     * neighbours is one. Only what lies within {@code most} of the diagonal is worked out.
     */
    private static int edits(int[] a, int[] b, int most) {
        int tooMany = most + 1;
        if (Math.abs(a.length - b.length) > most) {
            return tooMany;
        }
        int[][] rows = new int[3][b.length + 1];
        for (int j = 0; j <= b.length; j++) {
            rows[0][j] = Math.min(j, tooMany);
        }
        for (int i = 1; i <= a.length; i++) {
            int[] row = rows[i % 3];
            int[] above = rows[(i - 1) % 3];
            Arrays.fill(row, tooMany);
            row[0] = Math.min(i, tooMany);
            for (int j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
                boolean same = a[i - 1] == b[j - 1];
                int least =
                        Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                    least = Math.min(least, rows[(i - 2) % 3][j - 2] + 1);
                }
                row[j] = Math.min(least, tooMany);
            }
        }
        return rows[a.length % 3][b.length];
    }
}
