package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    @Test
    void aProblemSpeaksInItsOwnWordsAndInOneLine() {
        assertThat(ErrorText.of(new IOException("no room\nat all"))).isEqualTo("no room");
    }

    @Test
    void oneThatOnlyCarriesAnotherSpeaksInThoseOfTheOther() {
        IOException cause = new IOException("no room");
        assertThat(ErrorText.of(new ExecutionException(cause))).isEqualTo("no room");
        assertThat(ErrorText.of(new UncheckedIOException(cause))).isEqualTo("no room");
    }

    @Test
    void oneWithoutWordsIsCalledByItsKind() {
        assertThat(ErrorText.of(new ClosedByInterruptException())).isEqualTo("closed by interrupt");
        assertThat(ErrorText.of(new EOFException(" "))).isEqualTo("it ended too early");
        assertThat(ErrorText.of(new Exception())).isEqualTo("an error");
        assertThat(ErrorText.of(new StackOverflowError())).isEqualTo("stack overflow");
    }
}
