package dunlin.bench.sim.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The short version of {@code bench/run dht}: what it finds follows from the seed alone. */
class DhtNetworkTest {
    private static final int NODES = 300;

    @Test
    void threeHundredNodesFindWhatIsAnnouncedThoughTheyComeAndGoAndOneInTenLies() {
        SplittableRandom random = new SplittableRandom(1);
        DhtNetwork network = DhtNetwork.of(NODES, 10, List.of(Liar.Kind.values()), random.split());
        network.build(Duration.ofMinutes(1).toNanos());
        network.churn();
        network.runFor(1, TimeUnit.MINUTES);

        Lookups announced = new Lookups(network, random.split());
        List<Lookups.Swarm> swarms = announced.announce(60);
        assertThat(announced.ended.at(95)).isLessThan(2_000); // milliseconds

        Lookups found = new Lookups(network, random.split());
        found.find(swarms, 150);
        assertThat(found.found()).isGreaterThanOrEqualTo(99);
        assertThat(found.firstPeers.at(95)).isLessThan(700);
        assertThat(found.hops.mean()).isLessThan(4);

        network.replaceAtOnce(20);
        Lookups after = new Lookups(network, random.split());
        after.find(swarms, 150);
        assertThat(after.found()).isGreaterThanOrEqualTo(99);
    }
}
