package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RateLimiter limiter = new RateLimiter(1000);
    private final long start = System.nanoTime() + SECOND;

    @Test
    void letsEachWaitForWhatWasReservedBeforeIt() {
        assertThat(limiter.reserve(100, start)).isZero(); // the burst that is allowed
        assertThat(limiter.reserve(500, start)).isZero();
        assertThat(limiter.reserve(500, start)).isEqualTo(SECOND / 2);
        assertThat(limiter.reserve(1, start)).isEqualTo(SECOND);
        assertThat(limiter.reserve(1, start + SECOND)).isEqualTo(SECOND / 1000);
    }

    @Test
    void forgetsWhatWasNotUsed() {
        assertThat(limiter.reserve(100, start)).isZero();
        assertThat(limiter.reserve(100, start + 100 * SECOND)).isZero();
        assertThat(limiter.reserve(1, start + 100 * SECOND)).isZero();
        assertThat(limiter.reserve(1, start + 100 * SECOND)).isEqualTo(SECOND / 1000);
    }

    @Test
    void keepsTheRateOverAMinute() {
        long now = start;
        long bytes = 0;
        while (now - start < 60 * SECOND) {
            now += limiter.reserve(50, now);
            bytes += 50;
        }
        assertThat(bytes).isBetween(60_000L, 60_300L);
    }

    @Test
    void takesANewRate() {
        limiter.rate(1_000_000);
        assertThat(limiter.reserve(1_100_000, start)).isZero();
        assertThat(limiter.reserve(1, start)).isEqualTo(SECOND);
        limiter.rate(0);
        assertThat(limiter.reserve(1, start)).isZero();
    }

    @Test
    void neverLimitsTheSharedUnlimitedOne() {
        assertThat(RateLimiter.UNLIMITED.reserve(Integer.MAX_VALUE, start)).isZero();
        assertThat(RateLimiter.UNLIMITED.reserve(Integer.MAX_VALUE, start)).isZero();
        assertThatThrownBy(() -> RateLimiter.UNLIMITED.rate(1))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
