package dunlin.discovery.dht;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Search by words over the plain DHT: who shares announces itself under the hash of each of its
 * rarest words, and who searches looks for peers there and asks those. Whoever lies there is found
 * out when he is asked.
 *
 * <pre>
 *   SHA-1("dunlin word 1\n" + word)     the word in UTF-8, as {@link dunlin.protocol.search.Words} cuts it
 * </pre>
 *
 * <p>Pure. Each word costs some 30 packets every 20 minutes; 64 of them are 2 a second.
 */
public final class Keywords {
    /** Most words that a peer is announced under. */
    public static final int MAX_ANNOUNCED = 64;

    /** Most words of a query that are looked for. */
    public static final int MAX_ASKED = 4;

    /** Shorter ones find too much: everybody has them. */
    private static final int SHORTEST = 3;

    private static final String DOMAIN = "dunlin word 1\n";

    /** Words before numbers, long ones before short ones. */
    private static final Comparator<String> TELLING =
            Comparator.comparing(Keywords::isNumber)
                    .thenComparing(Comparator.comparingInt(String::length).reversed())
                    .thenComparing(Comparator.naturalOrder());

    private Keywords() {}

    /** Where those are announced that share something by this word. */
    public static InfoHash hash(String word) {
        return InfoHash.ofInfo((DOMAIN + word).getBytes(UTF_8));
    }

    /**
     * The words to be announced under: for each share its rarest, then for each its next, until
     * there are enough. Rare is what few of these shares have, and then what is long.
     *
     * @param shares the words of the names of each; of none that not everybody may find
     */
    public static Set<String> toAnnounce(Collection<? extends Collection<String>> shares) {
        Map<String, Integer> counts = new HashMap<>();
        shares.forEach(words -> Set.copyOf(words).forEach(it -> counts.merge(it, 1, Integer::sum)));
        Comparator<String> rarestFirst =
                Comparator.<String>comparingInt(counts::get).thenComparing(TELLING);
        List<List<String>> ranked = new ArrayList<>();
        for (Collection<String> words : shares) {
            ranked.add(
                    Set.copyOf(words).stream()
                            .filter(Keywords::isTelling)
                            .sorted(rarestFirst)
                            .limit(MAX_ANNOUNCED)
                            .toList());
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (int place = 0; place < MAX_ANNOUNCED; place++) {
            for (List<String> words : ranked) {
                if (place < words.size() && chosen.size() < MAX_ANNOUNCED) {
                    chosen.add(words.get(place));
                }
            }
        }
        return chosen;
    }

    /**
     * The words of a query to look for peers under: the most telling ones. One that ends in {@code
     * *} stands for many, and cannot be looked for.
     */
    public static Set<String> toAsk(Collection<String> query) {
        return new LinkedHashSet<>(
                query.stream()
                        .filter(Keywords::isTelling)
                        .filter(word -> !word.endsWith("*"))
                        .distinct()
                        .sorted(TELLING)
                        .limit(MAX_ASKED)
                        .toList());
    }

    private static boolean isTelling(String word) {
        return word.length() >= SHORTEST;
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(Character::isDigit);
    }
}
