package dunlin.protocol.search;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The forms in which an English word may stand where it is looked for: {@code things} finds {@code
 * thing}, {@code share} finds {@code sharing} and {@code shared}, and the other way round. By rules
 * of spelling alone, so that some forms are no words; nothing is listed by those. Applied to what
 * is looked for, not to what is listed: the catalogues hold words as they came. Stateless.
 */
public final class Inflections {
    /** Most forms of a word, itself counted. */
    public static final int MAX_FORMS = 16;

    private static final int SHORTEST = 3;
    private static final Pattern ENGLISH = Pattern.compile("[a-z]{3,24}");
    private static final Pattern HAS_VOWEL = Pattern.compile(".*[aeiouy].*");
    private static final Pattern SIBILANT = Pattern.compile(".*(s|x|z|ch|sh)");
    private static final Pattern CONSONANT_Y = Pattern.compile(".*[^aeiou]y");

    /** A short word whose last letter is doubled before an ending: stop, plan, bat. */
    private static final Pattern DOUBLING = Pattern.compile("[^aeiou]{1,3}[aeiou][^aeiouwxy]");

    private static final Pattern DOUBLED = Pattern.compile(".*[aeiou]([^aeiou])\\1");

    private Inflections() {}

    /**
     * @param word as {@link Words} cuts it
     * @return the word first, then its other forms
     */
    public static Set<String> of(String word) {
        if (!ENGLISH.matcher(word).matches()) {
            return Set.of(word);
        }
        Set<String> bases = new LinkedHashSet<>();
        addBases(word, bases);
        Set<String> forms = new LinkedHashSet<>();
        forms.add(word);
        forms.addAll(bases);
        if (bases.isEmpty()) {
            bases.add(word);
        } else if (word.endsWith("ing")) {
            forms.add(word + "s");
        }
        bases.forEach(base -> addForms(base, forms));
        Set<String> some = new LinkedHashSet<>();
        forms.stream().limit(MAX_FORMS).forEach(some::add);
        return Collections.unmodifiableSet(some);
    }

    /** What it may be a form of. */
    private static void addBases(String word, Set<String> bases) {
        if (word.endsWith("ies") || word.endsWith("ied")) {
            addBase(without(word, 3) + "y", bases);
        } else if (word.endsWith("s") && !word.matches(".*(ss|us|is)")) {
            if (word.endsWith("es") && SIBILANT.matcher(without(word, 2)).matches()) {
                addBase(without(word, 2), bases);
            }
            addBase(without(word, 1), bases);
        } else if (word.endsWith("ing")) {
            addBasesOfStem(without(word, 3), bases);
        } else if (word.endsWith("ed") && !word.endsWith("eed")) {
            addBasesOfStem(without(word, 2), bases);
        }
    }

    private static void addBasesOfStem(String stem, Set<String> bases) {
        if (DOUBLED.matcher(stem).matches()) {
            addBase(without(stem, 1), bases);
        }
        addBase(stem, bases);
        if (HAS_VOWEL.matcher(stem).matches()) {
            addBase(stem + "e", bases);
        }
    }

    private static void addBase(String base, Set<String> bases) {
        if (base.length() >= SHORTEST && HAS_VOWEL.matcher(base).matches()) {
            bases.add(base);
        }
    }

    private static void addForms(String base, Set<String> forms) {
        if (CONSONANT_Y.matcher(base).matches()) {
            forms.add(without(base, 1) + "ies");
            forms.add(without(base, 1) + "ied");
            forms.add(base + "ing");
            return;
        }
        forms.add(base + (SIBILANT.matcher(base).matches() ? "es" : "s"));
        String stem =
                base.endsWith("e")
                        ? without(base, 1)
                        : DOUBLING.matcher(base).matches()
                                ? base + base.charAt(base.length() - 1)
                                : base;
        forms.add(stem + "ing");
        forms.add(stem + "ed");
    }

    private static String without(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }
}
