package dunlin.cli;

import java.util.Collection;
import java.util.List;

/**
 * Finds what was probably meant by a word with a typing error: a letter too many, too few, another
 * one, or two that changed places (the optimal string alignment distance). Pure.
 */
final class Spelling {
    private static final int LONGEST = 40;

    private Spelling() {}

    /** Those of {@code known} that are nearest to {@code word}, if any is near; in their order. */
    static List<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return List.of();
        }
        int most = Math.max(1, word.length() / 3);
        int least = known.stream().mapToInt(it -> distance(word, it)).min().orElse(most + 1);
        return least > most
                ? List.of()
                : known.stream().filter(it -> distance(word, it) == least).toList();
    }

    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
