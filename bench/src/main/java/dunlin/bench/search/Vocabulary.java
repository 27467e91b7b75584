package dunlin.bench.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Words as they occur in the names of shares, distributed as Zipf found them to be: some in a large
 * part of all names, most in a few. The first are English, the long tail is made up.
 */
final class Vocabulary {
    static final int SIZE = 60_000;

    private static final double EXPONENT = 0.95;
    private static final String ENGLISH =
            """
            data analysis learning model image network system study climate survey field result
            series language map genome protein cell ocean forest river city urban energy solar
            wind power water soil carbon market policy health patient clinical trial brain neural
            deep graph quantum optical laser particle detector galaxy stellar radio telescope
            spectra sensor robot vehicle traffic speech audio music video scene object camera depth
            satellite terrain elevation weather rainfall temperature storm flood fire risk hazard
            bridge structure material steel polymer alloy crystal surface thermal fluid flow wave
            turbulence pressure boundary method estimation inference bayesian stochastic gradient
            convex optimal control feedback random matrix tensor kernel sparse linear algebra
            topology geometry number theory logic proof type compiler memory cache storage cluster
            cloud container kernel packet protocol security privacy key cipher attack anomaly fraud
            index query search engine text corpus translation summary question answer dialogue
            sentiment news archive history letter manuscript newspaper museum collection portrait
            landscape street bird whale insect plant seed leaf root fungus virus bacteria antibody
            mouse human adult child school teacher course lecture exam workshop summer winter spring
            autumn holiday wedding birthday family garden mountain beach island harbour lake valley
            castle station airport tower market night morning train bicycle concert festival match
            football tennis marathon interview podcast episode season trailer documentary animation
            game level texture mesh render shader sample loop piano guitar drum choir orchestra
            sonata symphony live studio remaster edition backup snapshot export dump mirror release
            nightly stable beta candidate source binary debug symbols firmware driver toolkit
            library framework plugin theme font icon template report slides poster thesis draft
            final appendix notes handbook manual guide tutorial introduction advanced principles
            foundations applications proceedings journal volume chapter benchmark baseline
            evaluation annotated labelled raw cleaned merged filtered normalised balanced synthetic
            real large small multi cross self low high fast open free global local european african
            asian american nordic alpine arctic tropical coastal rural public private annual monthly
            daily hourly
            """;
    private static final String SYLLABLES =
            "an be co da el fi go ha in jo ka lu mi no or pe qu ra si tu ul va wo xe yu za ter ing "
                    + "ion ment ous ber lin sto mar ven gar hol";

    private final List<String> words;
    private final double[] cumulative;

    Vocabulary() {
        SplittableRandom random = new SplittableRandom(1);
        String[] syllables = SYLLABLES.split(" ");
        Set<String> distinct =
                new LinkedHashSet<>(
                        List.of(ENGLISH.strip().split("\\s+")).stream().distinct().toList());
        while (distinct.size() < SIZE) {
            StringBuilder word = new StringBuilder();
            for (int i = random.nextInt(2, 5); i > 0; i--) {
                word.append(syllables[random.nextInt(syllables.length)]);
            }
            distinct.add(word.toString());
        }
        words = new ArrayList<>(distinct);
        cumulative = new double[SIZE];
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += 1 / Math.pow(i + 2.0, EXPONENT);
            cumulative[i] = sum;
        }
    }

    String word(SplittableRandom random) {
        int found = Arrays.binarySearch(cumulative, random.nextDouble(cumulative[SIZE - 1]));
        return words.get(found < 0 ? -found - 1 : found);
    }

    /** The word that comes so far down, 0 being the most frequent. */
    String rank(int rank) {
        return words.get(rank);
    }

    /** With a capital. */
    String capital(SplittableRandom random) {
        String word = word(random);
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
