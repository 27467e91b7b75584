package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.overlay.QuestionId;
import org.junit.jupiter.api.Test;

class PathsTest {
    private final Paths paths = new Paths(Settings.DEFAULT);

    @Test
    void aQuestionIsHeardOnceWhoeverBringsIt() {
        assertThat(paths.begin(new QuestionId(1, 1), 7, 0)).isPresent();
        assertThat(paths.begin(new QuestionId(1, 1), 8, 1)).isEmpty();
        assertThat(paths.of(new QuestionId(1, 1)).orElseThrow().from()).isEqualTo(7);
    }

    @Test
    void questionsAreForgottenWithTimeAndWhereThereAreTooMany() {
        paths.begin(new QuestionId(0, 0), 7, 0);
        for (int i = 1; i <= 20_000; i++) {
            paths.begin(new QuestionId(0, i), 7, 0);
        }
        assertThat(paths.size()).isEqualTo(Settings.DEFAULT.questionMemory());
        assertThat(paths.of(new QuestionId(0, 0))).isEmpty();
        paths.begin(new QuestionId(1, 0), 7, Settings.DEFAULT.questionLife().toMillis());
        assertThat(paths.size()).isEqualTo(1);
    }

    @Test
    void oneAskerHearsOfThirtyTwoMembersByUsAndOfEachOnce() {
        Paths.Path path = paths.begin(new QuestionId(1, 1), 7, 0).orElseThrow();
        for (int member = 0; member < 32; member++) {
            assertThat(path.tell(member)).isTrue();
            assertThat(path.tell(member)).isFalse();
        }
        assertThat(path.tell(99)).isFalse();
    }

    @Test
    void whoeverCancelledHearsNothingMore() {
        Paths.Path path = paths.begin(new QuestionId(1, 1), 7, 0).orElseThrow();
        path.cancel();
        assertThat(path.tell(1)).isFalse();
    }
}
