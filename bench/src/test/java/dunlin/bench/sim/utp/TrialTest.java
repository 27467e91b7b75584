package dunlin.bench.sim.utp;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A few of the seeds that {@code bench/run utp-sim} runs by the thousands. */
class TrialTest {
    private static final int SEEDS = 20;

    @ParameterizedTest
    @EnumSource
    void everyByteArrivesInOrderAndBothSidesEndInPeace(PathKind kind) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Trial trial = new Trial(seed, Optional.of(kind), Trace.NONE);
            assertThatCode(trial::run).doesNotThrowAnyException();
        }
    }

    /** Each of them found a fault once. */
    @ParameterizedTest
    @ValueSource(longs = {9, 16, 98, 123, 124, 206, 339})
    void whatWentWrongOnceDoesNotAgain(long seed) {
        assertThatCode(new Trial(seed, Optional.empty(), Trace.NONE)::run)
                .doesNotThrowAnyException();
    }
}
