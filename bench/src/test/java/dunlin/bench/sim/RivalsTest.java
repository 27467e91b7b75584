package dunlin.bench.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RivalsTest {
    private static final int NODES = 1_000;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Latencies latencies = new Latencies(NODES, random.split());
    private final RandomGraph graph = new RandomGraph(NODES, 8, random.split());
    private final Medium medium = new Medium(new EventQueue(), latencies, graph);

    @Test
    void roundTripsAreThoseThatTheModelStates() {
        double[] millis = latencies.percentiles();
        assertThat(millis[1]).isBetween(85.0, 110.0);
        assertThat(millis[2]).isBetween(200.0, 300.0);
    }

    @Test
    void aGraphStaysInOnePieceWhenItsNodesAreReplaced() {
        for (int i = 0; i < NODES; i++) {
            graph.replace(random.nextInt(NODES));
        }
        GraphFacts facts = GraphFacts.of(graph, 5, random);
        assertThat(facts.components()).isEqualTo(1);
        assertThat(Arrays.stream(facts.degrees(), 0, 7).sum()).isLessThan(NODES / 20);
        assertThat(facts.diameter()).isBetween(4, 6);
    }

    @Test
    void aFloodCostsALinkEachAndFindsAllAndDigestsSpareItsLastHop() {
        Searches flood = Searches.run(medium, Flood.plain(medium, 10), 20, node -> true, random);
        assertThat(flood.found()).isEqualTo(100);
        assertThat(flood.messages()).isBetween(NODES * 6.9, NODES * 7.3);
        Flood digests = Flood.withDigests(medium, 5, random.split());
        Searches spared = Searches.run(medium, digests, 20, node -> true, random);
        assertThat(spared.found()).isEqualTo(100);
        assertThat(spared.messages()).isLessThan(flood.messages() / 2);
    }

    @Test
    void walksFindByChanceAndEndSoonAfterAHit() {
        Walks walks = new Walks(medium, 16, 1024, random.split());
        Searches found = Searches.run(medium, walks, 20, node -> true, random);
        assertThat(found.found()).isEqualTo(100);
        assertThat(found.messages()).isLessThan(16 * 1024 / 2);
        Searches tooShort =
                Searches.run(
                        medium, new Walks(medium, 2, 10, random.split()), 20, node -> true, random);
        assertThat(tooShort.found()).isLessThan(50);
    }
}
