package dunlin.protocol.search;

import java.util.regex.Pattern;

/**
 * What the {@link Inflections} of an English word have in common: {@code share}, {@code shares},
 * {@code sharing} and {@code shared} have the root {@code shar}. For whoever can compare words only
 * as a whole, as by their hashes. It cuts off too much rather than too little, so that words which
 * have nothing to do with each other may have one root, too: what is found by it has to be looked
 * at again. Stateless.
 */
public final class WordRoot {
    private static final Pattern ENGLISH = Pattern.compile("[a-z]{3,24}");
    private static final Pattern HAS_VOWEL = Pattern.compile(".*[aeiouy].*");
    private static final Pattern NO_PLURAL = Pattern.compile(".*(ss|us|is)");
    private static final int SHORTEST = 2;

    private WordRoot() {}

    /**
     * @param word as {@link Words} cuts it
     * @return the root; of what is no English word that itself
     */
    public static String of(String word) {
        if (!ENGLISH.matcher(word).matches()) {
            return word;
        }
        String root = NO_PLURAL.matcher(word).matches() ? word : without(word, "s");
        String stem = without(root, "ing");
        if (stem.equals(root) && !root.endsWith("eed")) { // seed, feed; agreed is the exception
            stem = without(root, "ed");
        }
        root = without(stem, "e");
        int last = root.length() - 1;
        if (last > 1 && root.charAt(last) == root.charAt(last - 1)) {
            root = root.substring(0, last);
        }
        return root.endsWith("y") && root.length() > SHORTEST
                ? root.substring(0, root.length() - 1) + "i"
                : root;
    }

    /** What is left before an ending; the whole word where that would be no word any more. */
    private static String without(String word, String ending) {
        if (!word.endsWith(ending)) {
            return word;
        }
        String rest = word.substring(0, word.length() - ending.length());
        return rest.length() >= SHORTEST && HAS_VOWEL.matcher(rest).matches() ? rest : word;
    }
}
