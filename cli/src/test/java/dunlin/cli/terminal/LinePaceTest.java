package dunlin.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinePaceTest {
    @Test
    void letsSoManyThroughInASecondAndTellsThenHowManyItLeftOut() {
        LinePace pace = new LinePace(2);
        assertThat(pace.take(100)).hasValue(0);
        assertThat(pace.take(100)).hasValue(0);
        assertThat(pace.take(100)).isEmpty();
        assertThat(pace.take(100)).isEmpty();
        assertThat(pace.take(101)).hasValue(2);
        assertThat(pace.take(101)).hasValue(0);
        assertThat(pace.take(101)).isEmpty();
    }
}
