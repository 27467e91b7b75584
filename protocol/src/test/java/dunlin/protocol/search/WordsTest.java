package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ubuntu-24.04_desktop.iso | ubuntu 24 04 desktop iso",
                "IMG_1234.JPG             | img 1234 jpg",
                "mp3 x264 v2              | mp 3 x 264 v 2",
                "Größe STRASSE straße     | grosse strasse strasse",
                "Łódź København Ærø Þór   | lodz kobenhavn aero thor",
                "Ångström Ａ１ ﬁn x²       | angstrom a 1 fin x 2",
                "ΟΔΟΣ οδος                | οδοσ οδοσ",
                "٢٠٢٦                     | 2026",
                "東京タワーのpdf           | 東 京 タワー の pdf",
                "हिन्दी                    | हिन्दी",
                "' OR 1=1 -- \"a\" NEAR(b)*  | or 1 1 a near b",
                "CamelCase                | camelcase",
            })
    void cutsAndFoldsText(String text, String words) {
        assertThat(String.join(" ", Words.of(text))).isEqualTo(words);
    }

    @Test
    void aWordThatIsCutAtItsMostHasPartsAllTheSame() {
        assertThat(Words.toFind("Very" + "Long".repeat(60))).contains("very", "long");
    }

    @Test
    void findsPartsOfCamelCase() {
        assertThat(Words.toFind("CamelCase JPGFiles iPhone McX ABC Ærø42B"))
                .containsExactly(
                        "camelcase",
                        "camel",
                        "case",
                        "jpgfiles",
                        "jpg",
                        "files",
                        "iphone",
                        "i",
                        "phone",
                        "mcx",
                        "mc",
                        "x",
                        "abc",
                        "aero",
                        "42",
                        "b");
    }

    @Test
    void hasNoWordsWhereThereAreNone() {
        assertThat(Words.of("")).isEmpty();
        assertThat(Words.of("  -_.*\"'\0\ud800🎉\u202e\u0301")).isEmpty();
    }

    @Test
    void cutsOffTheEndOfEndlessWords() {
        assertThat(Words.of("a".repeat(100_000) + " b")).containsExactly("a".repeat(32), "b");
        assertThat(Words.of("a".repeat(31) + "ß")).containsExactly("a".repeat(31));
        assertThat(Words.of("𐐀".repeat(40))).containsExactly("𐐨".repeat(32));
    }

    @Test
    void cutsAWordIntoItselfAndLetsNothingThroughButLettersDigitsAndMarks() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = "a" + Character.toString(c) + "b";
            for (String word : Words.toFind(text)) {
                if (!Words.of(word).equals(List.of(word)) || !word.codePoints().allMatch(WORDLY)) {
                    fail("U+%x gives %s", c, word);
                }
            }
        }
    }

    private static final IntPredicate WORDLY =
            c ->
                    Character.isLetter(c)
                            || switch (Character.getType(c)) {
                                case Character.DECIMAL_DIGIT_NUMBER,
                                        Character.LETTER_NUMBER,
                                        Character.OTHER_NUMBER,
                                        Character.NON_SPACING_MARK,
                                        Character.COMBINING_SPACING_MARK ->
                                        true;
                                default -> false;
                            };
}
