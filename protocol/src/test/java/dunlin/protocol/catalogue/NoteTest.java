package dunlin.protocol.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoteTest {
    private static List<String> tags(int count) {
        return IntStream.range(0, count).mapToObj(i -> "t" + i).toList();
    }

    @Test
    void hasTagsInLowerCaseAndEachOnce() {
        assertThat(new Note("", List.of(" Film", "film ", "ÜBER")).tags())
                .containsExactly("film", "über");
    }

    @Test
    void refusesWhatIsBeyondItsLimits() {
        assertThat(new Note("x".repeat(2_000), tags(16)).tags()).hasSize(16);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Note("x".repeat(2_001), List.of()))
                .withMessage("a description of more than 2000 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Note("", tags(17)))
                .withMessage("more than 16 tags");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Note("", List.of("x".repeat(33))))
                .withMessageContaining("33 characters");
    }

    @Test
    void keepsOfAStrangersWordsWhatIsWithinItsLimits() {
        Note note = Note.shortened("x".repeat(3_000), List.of("a", "", "b\u202e", "A", "b"));
        assertThat(note).isEqualTo(new Note("x".repeat(2_000), List.of("a", "b")));
        assertThat(Note.shortened("", tags(20)).tags()).isEqualTo(tags(16));
    }

    @Test
    void cutsNoCharacterInHalf() {
        String face = "\ud83d\ude00";
        assertThat(Note.shortened("x" + face.repeat(1_000), List.of()).description())
                .isEqualTo("x" + face.repeat(999));
    }

    @Test
    void isEmptyIfNothingIsSaid() {
        assertThat(Note.NONE.isEmpty()).isTrue();
        assertThat(new Note("a", List.of()).isEmpty()).isFalse();
        assertThat(new Note("", List.of("a")).isEmpty()).isFalse();
    }
}
