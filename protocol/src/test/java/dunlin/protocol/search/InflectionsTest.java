package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InflectionsTest {
    @ParameterizedTest
    @CsvSource({
        "thing, things",
        "box, boxes",
        "class, classes",
        "story, stories",
        "image, images",
        "share, sharing",
        "share, shared",
        "record, recording",
        "record, recorded",
        "stop, stopping",
        "plan, planned",
        "copy, copied",
        "copy, copying",
        "recordings, recording",
    })
    void findsOneFormByTheOther(String one, String other) {
        assertThat(Inflections.of(one)).startsWith(one).contains(other);
        assertThat(Inflections.of(other)).startsWith(other).contains(one);
    }

    @ParameterizedTest
    @CsvSource({"string, str", "red, r", "bus, bu", "glass, glas", "linux, linu", "speed, spe"})
    void takesNoWordForAFormThatIsNone(String word, String noBase) {
        assertThat(Inflections.of(word)).doesNotContain(noBase);
    }

    @ParameterizedTest
    @ValueSource(strings = {"24", "größen", "数", "ab", "a1s"})
    void leavesAloneWhatIsNoEnglishWord(String word) {
        assertThat(Inflections.of(word)).containsExactly(word);
    }

    @Test
    void givesFewForms() {
        for (String word : new String[] {"addressing", "stopped", "studies", "abcdefghijkles"}) {
            assertThat(Inflections.of(word)).hasSizeLessThanOrEqualTo(Inflections.MAX_FORMS);
        }
    }
}
