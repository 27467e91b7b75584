package dunlin.bench.sim.utp;

import static dunlin.bench.sim.utp.Link.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkTest {
    private static final int QUEUE = 250;

    @Test
    void uTpAloneFillsTheLinkAndKeepsTheQueueShort() {
        Link link = new Link(Link.RATE, QUEUE, 1);
        link.utp(0, 500);
        link.run(10 * SECOND);

        Link.Shares shares = link.run(10 * SECOND);

        assertThat(shares.filled()).isGreaterThan(0.95);
        assertThat(shares.waitMillis()).isLessThan(120);
    }

    @Test
    void uTpGivesWayToTcp() {
        Link link = new Link(Link.RATE, QUEUE, 1);
        link.utp(0, -500);
        link.tcp(10 * SECOND, 100 * SECOND, true);
        link.run(25 * SECOND);

        assertThat(link.run(10 * SECOND).tcp().getFirst()).isGreaterThan(0.9);
    }
}
