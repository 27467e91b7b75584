package dunlin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeastRateTest {
    private static final long SECOND = 1_000_000_000L;

    private final LeastRate rate = new LeastRate(Duration.ofSeconds(10), 0);

    @Test
    void aBodyThatDoesNotMoveIsDueAfterTheSlack() {
        assertThat(rate.due()).isEqualTo(10 * SECOND);
        rate.moved(1, 9 * SECOND);
        assertThat(rate.due()).isLessThan(10 * SECOND + SECOND / 1_000);
    }

    @Test
    void whoKeepsUpMayGoOn() {
        for (int second = 1; second <= 100; second++) {
            assertThat(rate.due()).isGreaterThan(second * SECOND);
            rate.moved(LeastRate.RATE, second * SECOND);
        }
    }

    @Test
    void whoSendsHalfOfItLastsTwiceTheSlack() {
        int second = 0;
        while (rate.due() > ++second * SECOND) {
            rate.moved(LeastRate.RATE / 2, second * SECOND);
        }
        assertThat(second).isBetween(18, 20);
    }

    @Test
    void whatCameAtOnceIsSavedUpOnlyAsFarAsTheSlack() {
        rate.moved(100 << 20, SECOND);
        assertThat(rate.due()).isEqualTo(11 * SECOND);
    }
}
