package dunlin.node.share;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.node.api.NodeRefusal.Lack;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long SECOND = 1_000_000_000;
    private static final SwarmStatus NOBODY = status(0, 0);

    private final Patience patience = new Patience(Duration.ofSeconds(60), 0);

    @Test
    void endsWhenNobodyWasThereForTheWholeTime() {
        assertThat(patience.exhausted(NOBODY, 59 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, 60 * SECOND)).hasValue(new Lack.NobodyKnown());
    }

    @Test
    void beginsAnewWhenAPeerWasThere() {
        SwarmStatus somebody = status(0, 1);
        assertThat(patience.exhausted(somebody, 50 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, 109 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, 110 * SECOND)).isPresent();
    }

    @Test
    void waitsLongerForPeersThatGiveNothingButNotForEver() {
        SwarmStatus stingy = status(0, 1);
        assertThat(patience.exhausted(stingy, 0)).isEmpty();
        assertThat(patience.exhausted(stingy, 299 * SECOND)).isEmpty();
        assertThat(patience.exhausted(stingy, 300 * SECOND))
                .hasValue(new Lack.NothingSent(1, Duration.ofMinutes(5)));
    }

    @Test
    void neverEndsWhileSomethingComes() {
        for (int i = 0; i < 100; i++) {
            assertThat(patience.exhausted(status(i, 1), i * 250L * SECOND)).isEmpty();
        }
    }

    @Test
    void zeroWaitsForEver() {
        assertThat(new Patience(Duration.ZERO, 0).exhausted(NOBODY, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void tellsKnownPeersThatDoNotAnswerFromNone() {
        SwarmStatus known = new SwarmStatus(100, 0, 100, 0, 0, 0, 0, 0, 7, List.of(), List.of(), 0);
        assertThat(patience.exhausted(known, 60 * SECOND)).hasValue(new Lack.NobodyAnswers(7));
    }

    /** A swarm with so many pieces, of one byte each, and so many peers. */
    private static SwarmStatus status(int pieces, int peers) {
        SwarmStatus.Peer peer =
                new SwarmStatus.Peer(
                        new InetSocketAddress("127.0.0.1", 1), "x", 50, 0, 0, 0, true, false);
        return new SwarmStatus(
                100,
                pieces,
                100,
                pieces,
                0,
                0,
                pieces,
                0,
                peers,
                Collections.nCopies(peers, peer),
                List.of(),
                0);
    }
}
