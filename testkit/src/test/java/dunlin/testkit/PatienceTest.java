package dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Patience patience =
            new Patience(0, 0, Duration.ofMinutes(1), Duration.ofMinutes(20));

    @Test
    void lastsAsLongAsSomethingMoves() {
        for (int i = 1; i <= 19; i++) {
            assertThat(patience.isOver(i * (MINUTE - 1), i)).isFalse();
        }
    }

    @Test
    void isOverWhenNothingHasMovedForSoLong() {
        assertThat(patience.isOver(MINUTE / 2, 1)).isFalse();
        assertThat(patience.isOver(MINUTE, 1)).isFalse();
        assertThat(patience.isOver(MINUTE * 3 / 2, 1)).isTrue();
    }

    @Test
    void isOverAtItsEndThoughSomethingMoves() {
        for (int i = 1; i < 40; i++) {
            assertThat(patience.isOver(i * MINUTE / 2, i)).isFalse();
        }
        assertThat(patience.isOver(20 * MINUTE, 40)).isTrue();
    }
}
