package dunlin.bench.sim.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.bench.sim.GraphFacts;
import dunlin.bench.sim.Medium;
import dunlin.bench.sim.Searches;
import dunlin.overlay.core.Settings;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The short version of {@code bench/run overlay}: what comes of it follows from the seed alone. */
class OverlayNetworkTest {
    private static final int MEMBERS = 400;

    private final SplittableRandom random = new SplittableRandom(1);
    private final OverlayNetwork network =
            new OverlayNetwork(MEMBERS, Settings.DEFAULT, 0, random.split());

    @Test
    void membersThatComeAndGoStayOneNetworkAndFindTheOneCopyAndOutliveNineInTen() {
        network.build(Duration.ofMinutes(1).toNanos());
        network.churn();
        network.runFor(6, TimeUnit.MINUTES);
        GraphFacts graph = GraphFacts.of(new Settled(network), 5, random);
        assertThat(graph.components()).isEqualTo(1);
        assertThat(graph.diameter()).isLessThan(7);

        Medium medium = new Medium(network.events, network.latencies, network);
        OverlaySearch search = new OverlaySearch(network, "Dunlin");
        Searches result = Searches.run(medium, search, 300, network::isSuited, random);
        assertThat(result.found()).isGreaterThanOrEqualTo(99);
        assertThat(search.foundAtOnce()).isGreaterThanOrEqualTo(97);
        assertThat(result.messages()).isLessThan(MEMBERS / 2.0);

        network.endChurn();
        for (OverlayHost host : network.hosts()) {
            if (random.nextInt(10) > 0) {
                network.depart(host, Departure.KILLED);
            }
        }
        network.runFor(1, TimeUnit.MINUTES);
        assertThat(GraphFacts.of(network, 0, random).components()).isEqualTo(1);
    }
}
