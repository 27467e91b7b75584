package dunlin.bench.sim.utp;

import static dunlin.bench.sim.utp.Link.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpFlowTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fillsALinkAndItsQueueAlone(boolean isCubic) {
        Link link = new Link(Link.RATE, 250, 1);
        link.tcp(0, Long.MAX_VALUE / 2, isCubic);
        link.run(20 * SECOND);

        Link.Shares shares = link.run(60 * SECOND);

        assertThat(shares.filled()).isGreaterThan(0.97);
        assertThat(shares.waitMillis()).isBetween(100.0, 250.0);
    }

    @Test
    void sharesALinkWithItsLike() {
        Link link = new Link(Link.RATE, 250, 1);
        link.tcp(0, Long.MAX_VALUE / 2, true);
        link.tcp(SECOND, Long.MAX_VALUE / 2, true);
        link.run(60 * SECOND);

        Link.Shares shares = link.run(120 * SECOND);

        assertThat(shares.tcp()).allSatisfy(share -> assertThat(share).isBetween(0.35, 0.65));
    }
}
