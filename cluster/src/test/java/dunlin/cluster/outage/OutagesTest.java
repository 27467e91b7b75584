package dunlin.cluster.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private static final int PART = 3;
    private static final long SECOND = 1_000_000_000L;

    private final Outages outages = new Outages(8, Duration.ofSeconds(1), Duration.ofSeconds(3));

    @Test
    void letsEveryoneThroughWhileAllIsWell() {
        assertThat(outages.allows(PART, 0)).isTrue();
        outages.ended(PART);
        assertThat(outages.allows(PART, 0)).isTrue();
    }

    @Test
    void leavesAPartThatFailedAloneForAWhileButNotTheOthers() {
        outages.failed(PART, 0);
        assertThat(outages.allows(PART, SECOND / 2)).isFalse();
        assertThat(outages.allows(PART + 1, SECOND / 2)).isTrue();
    }

    @Test
    void letsOneTryThenAndWaitsForItsOutcome() {
        outages.failed(PART, 0);
        assertThat(outages.allows(PART, SECOND)).isTrue();
        assertThat(outages.allows(PART, SECOND)).isFalse();
        outages.ended(PART);
        assertThat(outages.allows(PART, SECOND)).isTrue();
        assertThat(outages.allows(PART, SECOND)).isTrue();
    }

    @Test
    void letsAnotherTryIfTheFirstNeverTellsItsOutcome() {
        outages.failed(PART, 0);
        assertThat(outages.allows(PART, SECOND)).isTrue();
        assertThat(outages.allows(PART, 3 * SECOND)).isFalse();
        assertThat(outages.allows(PART, 4 * SECOND)).isTrue();
    }

    @Test
    void countsOnWhenTheClockOfNanosecondsPassesZero() {
        outages.failed(PART, -SECOND);
        assertThat(outages.allows(PART, -1)).isFalse();
        assertThat(outages.allows(PART, 1)).isTrue();
    }
}
