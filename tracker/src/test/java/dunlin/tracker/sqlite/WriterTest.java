package dunlin.tracker.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterTest {
    @TempDir Path folder;

    @Test
    void anErrorInOneWorkIsToldToWhoWaitsAndEndsNothingElse() throws Exception {
        try (Writer writer = Writer.open(folder.resolve("some.db"))) {
            assertThatThrownBy(() -> writer.write(_ -> fail()))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("for the test");
            String answer =
                    writer.write(session -> {
                        session.execute("CREATE TABLE t (a INTEGER)");
                        return "done";
                    });
            assertThat(answer).isEqualTo("done");
        }
    }

    private static String fail() {
        throw new OutOfMemoryError("for the test");
    }
}
