package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearNameTest {
    /** As an index finds it: by its terms, then compared. */
    private static OptionalInt found(String typed, String name) {
        NearName near = new NearName(typed);
        Set<String> terms = NearName.terms(name);
        return near.looks().stream().anyMatch(terms::containsAll)
                ? near.edits(name)
                : OptionalInt.empty();
    }

    @ParameterizedTest
    @CsvSource({
        "FILMS.ISO,                films.iso,                 0",
        "films,                    films.iso,                 0",
        "my film,                  My_Film.mkv,               0",
        "Größe,                    grosse.txt,                0",
        "ubuntu-24.04-desktop,     ubuntu-24.04-desktop.iso,  0",
        "ubunut-24.04-desktop.iso, ubuntu-24.04-desktop.iso,  1",
        "ubntu-24.04-dektop.iso,   ubuntu-24.04-desktop.iso,  2",
        "xbuntu-24.04-desktop.isx, ubuntu-24.04-desktop.iso,  2",
        "flie,                     file,                      1",
        "flie,                     file.txt,                  1",
        "cut,                      cat,                       1",
        "films.io,                 films.iso,                 1",
        "a,                        A.txt,                     0",
        "数据集,                   数据集.zip,                0",
    })
    void findsNamesThatAreNearlyTheSame(String typed, String name, int edits) {
        assertThat(found(typed, name)).hasValue(edits);
    }

    @ParameterizedTest
    @CsvSource({
        "films, other",
        "ab, ax",
        "cat, dog",
        "cat, coot",
        "ubuntu, ubxxtu",
        "ubuntu-24.04-desktop.iso, ubuntu-26.10-desktop.iso",
        "'', films",
        "'!!!', '???'",
    })
    void findsNoOthers(String typed, String name) {
        assertThat(new NearName(typed).edits(name)).isEmpty();
    }

    @Test
    void missesNoNameWithOneWrongLetterNorLongOnesWithTwo() {
        Random random = new Random(1);
        for (int round = 0; round < 5_000; round++) {
            String name = text(random, 3 + random.nextInt(26));
            int errors = name.length() >= 9 ? 2 : 1;
            String typed = name;
            for (int i = 0; i < errors; i++) {
                typed = misspelt(typed, random);
            }
            if (typed.length() >= 3) {
                assertThat(found(typed, name)).as(typed + " for " + name).isPresent();
            }
        }
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(6)));
        }
        return text.toString();
    }

    private static String misspelt(String text, Random random) {
        int at = random.nextInt(text.length());
        String other = text(random, 1);
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + other + text.substring(at);
            default -> text.substring(0, at) + other + text.substring(at + 1);
        };
    }

    @Test
    void looksForFewTermsHoweverLongTheNameIs() {
        for (String typed : new String[] {"x".repeat(10_000), "a b ".repeat(1_000), "abcdefgh"}) {
            NearName near = new NearName(typed);
            assertThat(near.looks()).hasSizeLessThanOrEqualTo(12);
            assertThat(near.looks()).allMatch(terms -> terms.size() <= 8);
            assertThat(NearName.terms(typed)).hasSizeLessThan(280);
        }
    }
}
