package dunlin.node.share;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.node.api.NodeRefusal.Lack;
import dunlin.node.share.Patience.Lost;
import dunlin.peer.Transport;
import dunlin.swarm.SwarmStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long SECOND = 1_000_000_000;
    private static final SwarmStatus NOBODY = status(0, 0);
    private static final Lost NO_LOSS = new Lost(0, 0);

    private final Patience patience = new Patience(Duration.ofSeconds(60), 0);

    @Test
    void endsWhenNobodyWasThereForTheWholeTime() {
        assertThat(patience.exhausted(NOBODY, NO_LOSS, false, 59 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, NO_LOSS, false, 60 * SECOND))
                .hasValue(new Lack.NobodyKnown());
    }

    @Test
    void endsSoonWhenAllWereAskedAndNobodyIsKnown() {
        assertThat(patience.exhausted(NOBODY, NO_LOSS, true, 19 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, NO_LOSS, true, 20 * SECOND))
                .hasValue(new Lack.NobodyKnown());
    }

    @Test
    void beginsAnewWhenAPeerWasThere() {
        SwarmStatus somebody = status(0, 1);
        assertThat(patience.exhausted(somebody, NO_LOSS, false, 50 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, NO_LOSS, false, 109 * SECOND)).isEmpty();
        assertThat(patience.exhausted(NOBODY, new Lost(0, 1), false, 110 * SECOND))
                .hasValue(new Lack.PeersLeft());
    }

    @Test
    void waitsLongerForPeersThatGiveNothingButNotForEver() {
        SwarmStatus stingy = status(0, 1);
        assertThat(patience.exhausted(stingy, NO_LOSS, false, 0)).isEmpty();
        assertThat(patience.exhausted(stingy, NO_LOSS, false, 299 * SECOND)).isEmpty();
        assertThat(patience.exhausted(stingy, NO_LOSS, false, 300 * SECOND))
                .hasValue(new Lack.NothingSent(1, 0, Duration.ofMinutes(5)));
    }

    @Test
    void neverEndsWhileSomethingComes() {
        for (int i = 0; i < 100; i++) {
            assertThat(patience.exhausted(status(i, 1), NO_LOSS, false, i * 250L * SECOND))
                    .isEmpty();
        }
    }

    @Test
    void zeroWaitsForEver() {
        assertThat(new Patience(Duration.ZERO, 0).exhausted(NOBODY, NO_LOSS, false, Long.MAX_VALUE))
                .isEmpty();
    }

    @Test
    void tellsKnownPeersThatDoNotAnswerFromNone() {
        SwarmStatus known = new SwarmStatus(100, 0, 100, 0, 0, 0, 0, 0, 7, List.of(), List.of(), 0);
        assertThat(patience.exhausted(known, NO_LOSS, false, 60 * SECOND))
                .hasValue(new Lack.NobodyAnswers(7));
    }

    @Test
    void tellsThatWhoeverWasThereSentFalseData() {
        assertThat(patience.exhausted(NOBODY, new Lost(1, 1), false, 60 * SECOND))
                .hasValue(new Lack.FalseData(1));
        SwarmStatus known = new SwarmStatus(100, 0, 100, 0, 0, 0, 0, 0, 7, List.of(), List.of(), 0);
        assertThat(patience.exhausted(known, new Lost(2, 3), false, 60 * SECOND))
                .hasValue(new Lack.FalseData(2));
    }

    /** A swarm with so many pieces, of one byte each, and so many peers. */
    private static SwarmStatus status(int pieces, int peers) {
        SwarmStatus.Peer peer =
                new SwarmStatus.Peer(
                        new InetSocketAddress("127.0.0.1", 1),
                        "x",
                        Transport.Kind.TCP,
                        50,
                        0,
                        0,
                        0,
                        true,
                        false);
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
