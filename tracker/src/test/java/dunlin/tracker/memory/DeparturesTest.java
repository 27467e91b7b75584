package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.tracker.store.SwarmStore;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private final Departures departures = new Departures();

    @Test
    void remembersForHalfAMinuteWhoLeft() {
        assertThat(departures.hasJustLeft(0, 0)).as("nobody left yet").isFalse();
        departures.left(7, 100);
        assertThat(departures.hasJustLeft(7, 100 + SwarmStore.LATE_SECONDS)).isTrue();
        assertThat(departures.hasJustLeft(7, 101 + SwarmStore.LATE_SECONDS)).isFalse();
        assertThat(departures.hasJustLeft(8, 100)).isFalse();
    }

    @Test
    void remembersTheLatestOfAFlood() {
        for (long peer = 0; peer < 100_000; peer++) {
            departures.left(peer, 100);
        }
        assertThat(departures.hasJustLeft(99_999, 100)).isTrue();
        assertThat(departures.hasJustLeft(99_999 - 255, 100)).isTrue();
        assertThat(departures.hasJustLeft(99_999 - 256, 100)).isFalse();
    }
}
