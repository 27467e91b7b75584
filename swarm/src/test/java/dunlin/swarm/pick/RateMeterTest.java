package dunlin.swarm.pick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateMeterTest {
    private static final long MS = 1_000_000;

    /** Close to the wrap of nanoTime, which may happen at any moment. */
    private long start = Long.MAX_VALUE - 3_000 * MS;

    private final RateMeter meter = new RateMeter(start);

    @Test
    void measuresASteadyFlow() {
        for (int ms = 0; ms <= 20_000; ms += 10) {
            meter.add(1_000, start + ms * MS);
            if (ms >= 1_000) {
                assertThat(meter.rate(start + ms * MS)).isCloseTo(100_000, within(1_100L));
            }
        }
        assertThat(meter.total()).isEqualTo(2_001_000);
    }

    @Test
    void forgetsWhatIsOlderThanFiveSeconds() {
        meter.add(1_000_000, start);
        assertThat(meter.rate(start + 4_400 * MS)).isPositive();
        assertThat(meter.rate(start + 5_000 * MS)).isZero();
        assertThat(meter.total()).isEqualTo(1_000_000);
    }

    @Test
    void isNotFooledByTheFirstBlock() {
        meter.add(16_384, start + 1);
        assertThat(meter.rate(start + 2)).isEqualTo(32_768);
    }

    @Test
    void survivesAnHourOfSilenceAndTimeThatStandsStill() {
        meter.add(500, start);
        meter.add(500, start + 3_600_000 * MS);
        meter.add(500, start + 3_600_000 * MS - 1);
        assertThat(meter.rate(start + 3_600_000 * MS)).isBetween(200L, 2_000L);
    }
}
