package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.tracker.store.SwarmStore.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TicksTest {
    @Test
    void aTickIsASecondAsLongAsThatWillDo() {
        assertThat(Ticks.forSilenceOf(Duration.ofSeconds(1)).seconds()).isEqualTo(1);
        assertThat(Ticks.forSilenceOf(Duration.ofMinutes(90)).seconds()).isEqualTo(1);
        assertThat(Ticks.forSilenceOf(Duration.ofHours(3)).seconds()).isEqualTo(2);
        assertThat(Ticks.forSilenceOf(Duration.ofDays(1)).seconds()).isEqualTo(16);
    }

    @Test
    void aTimeIsReadBackExactlyAsLongAsItIsNotTooOld() {
        for (long latest = 1_000_000; latest < 1_000_000 + 3 * PeerState.TICKS; latest += 61) {
            for (long age = 0; age < PeerState.TICKS; age += 7) {
                int state = PeerState.of(6881, Role.PARTIAL_SEED, true, latest - age);
                assertThat(PeerState.heard(state, latest)).isEqualTo(latest - age);
            }
        }
    }

    @Test
    void whatIsTooOldIsTakenForYoungerNeverForOlder() {
        int state = PeerState.of(6881, Role.LEECHER, false, 1_000_000);
        for (long latest = 1_000_000; latest < 1_000_000 + 3 * PeerState.TICKS; latest++) {
            assertThat(PeerState.heard(state, latest)).isBetween(1_000_000L, latest);
        }
    }

    @Test
    void theTimeBesideItChangesNothingElseOfAState() {
        for (Role role : Role.values()) {
            for (long tick = 0; tick < 2 * PeerState.TICKS; tick += 13) {
                int state = PeerState.of(65535, role, tick % 2 == 0, tick);
                assertThat(PeerState.port(state)).isEqualTo(65535);
                assertThat(PeerState.role(state)).isEqualTo(role);
                assertThat(PeerState.named(state)).isEqualTo(tick % 2 == 0);
            }
        }
    }
}
