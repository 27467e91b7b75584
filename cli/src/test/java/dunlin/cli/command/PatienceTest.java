package dunlin.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.terminal.Statuses;
import dunlin.swarm.SwarmStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long SECOND = 1_000_000_000;
    private static final SwarmStatus NOBODY = Statuses.status(0, 0);

    private final Patience patience = new Patience(Duration.ofSeconds(60), 0);

    @Test
    void endsWhenNobodyWasThereForTheWholeTime() {
        assertThat(patience.exhausted(NOBODY, 59 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, 60 * SECOND)).hasValue("no peer of it is known");
    }

    @Test
    void beginsAnewWhenAPeerWasThere() {
        SwarmStatus somebody = Statuses.status(0, 0, Statuses.peer(1, "x", 50, 0));
        assertThat(patience.exhausted(somebody, 50 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, 109 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, 110 * SECOND)).isPresent();
    }

    @Test
    void waitsLongerForPeersThatGiveNothingButNotForEver() {
        SwarmStatus stingy = Statuses.status(0, 0, Statuses.peer(1, "x", 100, 0));
        assertThat(patience.exhausted(stingy, 0)).isEmpty();
        assertThat(patience.exhausted(stingy, 299 * SECOND)).isEmpty();
        assertThat(patience.exhausted(stingy, 300 * SECOND))
                .hasValue("1 peer connected, but nothing came for 5 min 00 s");
    }

    @Test
    void neverEndsWhileSomethingComes() {
        for (int i = 0; i < 100; i++) {
            assertThat(
                            patience.exhausted(
                                    Statuses.status(i, 1, Statuses.peer(1, "x", 100, 1)),
                                    i * 250L * SECOND))
                    .isEmpty();
        }
    }

    @Test
    void zeroWaitsForEver() {
        assertThat(new Patience(Duration.ZERO, 0).exhausted(NOBODY, Long.MAX_VALUE)).isEmpty();
    }
}
