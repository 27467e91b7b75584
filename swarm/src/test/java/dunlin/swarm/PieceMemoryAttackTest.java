package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.testkit.SampleShare;
import dunlin.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Shares whose pieces together are far larger than the memory of the node that fetches them. */
@Tag("attack")
class PieceMemoryAttackTest {
    private static final int PIECE = 256 * 1024;
    private static final int PIECES = 6;
    private static final long UPLINK = 4 << 20;

    private final VirtualTime time = new VirtualTime();
    private final PieceBuffers buffers = new PieceBuffers(2 * PIECE + PIECE / 2);
    private final List<SimulatedSwarm> swarms = new ArrayList<>();
    private long most;

    private SimulatedSwarm swarm(int seed, int pieceLength) throws Exception {
        SimulatedSwarm swarm =
                new SimulatedSwarm(SampleShare.of(pieceLength, PIECES * PIECE), seed, time);
        swarm.leecher(buffers);
        swarms.add(swarm);
        return swarm;
    }

    private boolean run(Duration limit) {
        swarms.forEach(SimulatedSwarm::start);
        return time.runUntil(
                () -> {
                    most = Math.max(most, buffers.bytes());
                    return swarms.stream().allMatch(SimulatedSwarm::isComplete);
                },
                limit);
    }

    @Test
    void eightSharesOfLargePiecesAreAllFetchedInMemoryForTwoPieces() throws Exception {
        for (int i = 0; i < 8; i++) {
            swarm(i, PIECE).seeder(UPLINK);
        }
        assertThat(run(Duration.ofMinutes(10))).isTrue();
        assertThat(most).isLessThanOrEqualTo(2 * PIECE + PIECE / 2);
    }

    @Test
    void aShareOfLargePiecesIsFetchedBesideManyOfSmallOnes() throws Exception {
        swarm(0, 2 * PIECE).seeder(UPLINK);
        for (int i = 1; i < 8; i++) {
            swarm(i, PIECE / 16).seeder(UPLINK / 8);
        }
        assertThat(run(Duration.ofMinutes(10))).isTrue();
    }

    @Test
    void seedersThatFallSilentHoldUpNoOtherShare() throws Exception {
        List<SimulatedSwarm> silent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            silent.add(swarm(i, PIECE));
            silent.getLast().seeder(16); // one block in a quarter of an hour
        }
        SimulatedSwarm honest = swarm(9, PIECE);
        honest.seeder(UPLINK);
        swarms.forEach(SimulatedSwarm::start);
        assertThat(time.runUntil(honest::isComplete, Duration.ofMinutes(30))).isTrue();
    }
}
