package dunlin.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private static final int SLOT = 100;
    private static final long SECOND = 1_000_000_000L;

    private final Outages outages = new Outages(Duration.ofSeconds(1), Duration.ofSeconds(3));

    @Test
    void letsEveryoneThroughWhileAllIsWell() {
        assertThat(outages.allows(SLOT, 0)).isTrue();
        outages.ended(SLOT);
        assertThat(outages.allows(SLOT, 0)).isTrue();
    }

    @Test
    void leavesAPartThatFailedAloneForAWhileButNotTheOthers() {
        outages.failed(SLOT, 0);
        assertThat(outages.allows(SLOT, SECOND / 2)).isFalse();
        assertThat(outages.allows(SLOT + 64, SECOND / 2)).isTrue();
    }

    @Test
    void letsOneTryThenAndWaitsForItsOutcome() {
        outages.failed(SLOT, 0);
        assertThat(outages.allows(SLOT, SECOND)).isTrue();
        assertThat(outages.allows(SLOT, SECOND)).isFalse();
        outages.ended(SLOT);
        assertThat(outages.allows(SLOT, SECOND)).isTrue();
        assertThat(outages.allows(SLOT, SECOND)).isTrue();
    }

    @Test
    void letsAnotherTryIfTheFirstNeverTellsItsOutcome() {
        outages.failed(SLOT, 0);
        assertThat(outages.allows(SLOT, SECOND)).isTrue();
        assertThat(outages.allows(SLOT, 3 * SECOND)).isFalse();
        assertThat(outages.allows(SLOT, 4 * SECOND)).isTrue();
    }

    @Test
    void countsOnWhenTheClockOfNanosecondsPassesZero() {
        outages.failed(SLOT, -SECOND);
        assertThat(outages.allows(SLOT, -1)).isFalse();
        assertThat(outages.allows(SLOT, 1)).isTrue();
    }
}
