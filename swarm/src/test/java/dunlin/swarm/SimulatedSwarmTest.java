package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.storage.StorageException;
import dunlin.testkit.OwnThreads;
import dunlin.testkit.SampleShare;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a swarm does as a whole, in virtual time and in one thread. */
class SimulatedSwarmTest {
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 64;
    private static final long UPLINK = 1 << 20;
    private static final Duration LONG = Duration.ofMinutes(10);

    private static SampleShare share() throws Exception {
        return SampleShare.of(PIECE, PIECES * PIECE);
    }

    /** A run, as far as it can be seen from outside: when each was done, and all that was sent. */
    private record Run(List<Duration> completions, long trace) {}

    private static Run run(long seed) throws Exception {
        OwnThreads threads = new OwnThreads();
        return threads.from(() -> {
            SimulatedSwarm swarm = new SimulatedSwarm(share(), seed);
            swarm.seeder(UPLINK);
            List<SimulatedSwarm.Peer> leechers = swarm.leechers(19, UPLINK);
            assertThat(swarm.runUntilAllAreComplete(LONG)).isTrue();
            assertThat(threads.names()).as("all in this thread").hasSize(1);
            return new Run(
                    leechers.stream().map(SimulatedSwarm.Peer::completedAt).toList(),
                    swarm.network.trace());
        });
    }

    @Test
    void twentyPeersShareAndTheSameSeedGivesTheSameRunTwice() throws Exception {
        Run once = run(1);
        assertThat(once.completions()).allMatch(Duration::isPositive);
        assertThat(run(1)).isEqualTo(once);
        assertThat(run(2).trace()).as("another seed, another run").isNotEqualTo(once.trace());
    }

    /**
     * On symmetric links nobody can be done before F/u, and all can be soon after (Kumar and Ross
     * 2006): a swarm that leaves uplinks idle, or has the seed send the same piece to everyone,
     * takes many times as long.
     */
    @Test
    void theUplinksOfThoseWhoFetchAreUsed() throws Exception {
        SampleShare share = share();
        SimulatedSwarm swarm = new SimulatedSwarm(share, 3);
        SimulatedSwarm.Peer seeder = swarm.seeder(UPLINK);
        List<SimulatedSwarm.Peer> leechers = swarm.leechers(19, UPLINK);
        assertThat(swarm.runUntilAllAreComplete(LONG)).isTrue();

        double best = (double) share.content().length / UPLINK;
        double last =
                leechers.stream()
                        .mapToDouble(peer -> peer.completedAt().toMillis() / 1000.0)
                        .max()
                        .orElseThrow();
        assertThat(last).isBetween(best, 4 * best);
        assertThat(seeder.host.sent())
                .as("the seed gives few copies, the others the rest")
                .isLessThan(5L * share.content().length);
    }

    @Test
    void aPeerWhoseDiskRefusesStopsFetchingAndHoldsUpNobody() throws Exception {
        SimulatedSwarm swarm = new SimulatedSwarm(share(), 4);
        swarm.seeder(UPLINK);
        SimulatedSwarm.Peer broken = swarm.leechers(1, UPLINK).getFirst();
        broken.disk.refuse(StorageException.Reason.FULL);
        List<SimulatedSwarm.Peer> others = swarm.leechers(5, UPLINK);

        assertThat(swarm.runUntilAllAreComplete(Duration.ofMinutes(2))).isFalse();
        assertThat(others).allMatch(peer -> peer.swarm.status().complete());
        assertThat(broken.swarm.status().completePieces()).isZero();
        assertThat(broken.swarm.wantsPeers()).isFalse();
    }

    @Test
    void whatTheDiskLosesBeforeItIsCommittedIsNotSaidToBeThere() throws Exception {
        SimulatedSwarm swarm = new SimulatedSwarm(share(), 5);
        swarm.seeder(UPLINK);
        SimulatedSwarm.Peer losing = swarm.leechers(1, UPLINK).getFirst();
        losing.disk.loseCommits();

        assertThat(swarm.runUntilAllAreComplete(Duration.ofMinutes(1))).isFalse();
        assertThat(losing.swarm.status().completePieces()).isZero();
        assertThat(losing.completedAt()).isNegative();
    }

    @Test
    void aCompletePeerDialsThoseWhoCannotDialIt() throws Exception {
        SimulatedSwarm swarm = new SimulatedSwarm(share(), 6);
        SimulatedSwarm.Peer seeder = swarm.seeder(UPLINK);
        SimulatedSwarm.Peer leecher = swarm.leechers(1, UPLINK).getFirst();
        assertThat(seeder.swarm.wantsPeers()).isTrue();
        seeder.hearsOf(List.of(leecher.host.address()));
        swarm.peers.forEach(peer -> peer.swarm.start());

        assertThat(swarm.time.runUntil(() -> leecher.swarm.status().complete(), LONG)).isTrue();
    }

    @Test
    void completePeersPartAndAreNotDialledAgainAndAgain() throws Exception {
        SimulatedSwarm swarm = new SimulatedSwarm(share(), 7);
        for (int i = 0; i < 5; i++) {
            swarm.seeder(UPLINK);
        }
        swarm.start();
        swarm.time.runUntil(() -> false, Duration.ofSeconds(30));
        long met = swarm.network.trace();
        assertThat(swarm.peers).allMatch(peer -> peer.swarm.status().peers().isEmpty());
        swarm.time.runUntil(() -> false, Duration.ofMinutes(20));

        assertThat(swarm.network.trace()).as("nobody said anything more").isEqualTo(met);
    }
}
