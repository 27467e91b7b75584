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
        assertThat(reserve(100, start)).isZero(); // the burst that is allowed
        assertThat(reserve(500, start)).isZero();
        assertThat(reserve(500, start)).isEqualTo(SECOND / 2);
        assertThat(reserve(1, start)).isEqualTo(SECOND);
        assertThat(reserve(1, start + SECOND)).isEqualTo(SECOND / 1000);
    }

    @Test
    void forgetsWhatWasNotUsed() {
        assertThat(reserve(100, start)).isZero();
        assertThat(reserve(100, start + 100 * SECOND)).isZero();
        assertThat(reserve(1, start + 100 * SECOND)).isZero();
        assertThat(reserve(1, start + 100 * SECOND)).isEqualTo(SECOND / 1000);
    }

    @Test
    void keepsTheRateOverAMinute() {
        long now = start;
        long bytes = 0;
        while (now - start < 60 * SECOND) {
            now += reserve(50, now);
            bytes += 50;
        }
        assertThat(bytes).isBetween(60_000L, 60_300L);
    }

    @Test
    void holdsWhatWaitsToANewRate() {
        assertThat(reserve(10_100, start)).isZero();
        long ticket = limiter.reserve(1, start);
        assertThat(limiter.waitNanos(ticket, start)).isEqualTo(10 * SECOND);
        limiter.rate(100_000);
        assertThat(limiter.waitNanos(ticket, start)).isEqualTo(SECOND / 10);
        limiter.rate(0);
        assertThat(limiter.waitNanos(ticket, start)).isZero();
        assertThat(reserve(1, start)).isZero();
    }

    @Test
    void owesNothingForTheTimeWithoutALimit() {
        RateLimiter later = new RateLimiter(0);
        assertThat(later.reserve(Integer.MAX_VALUE, start)).isNegative();
        later.rate(1000);
        long ticket = later.reserve(1000, start);
        assertThat(later.waitNanos(ticket, start)).isZero();
    }

    @Test
    void neverLimitsTheSharedUnlimitedOne() {
        long ticket = RateLimiter.UNLIMITED.reserve(Integer.MAX_VALUE, start);
        assertThat(RateLimiter.UNLIMITED.waitNanos(ticket, start)).isZero();
        assertThatThrownBy(() -> RateLimiter.UNLIMITED.rate(1))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    /** Reserves. @return how long to wait */
    private long reserve(int bytes, long now) {
        return limiter.waitNanos(limiter.reserve(bytes, now), now);
    }
}
