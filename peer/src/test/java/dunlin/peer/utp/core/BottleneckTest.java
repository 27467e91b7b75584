package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What the deciders make of a link that they share, or do not: with two minutes in virtual time.
 */
class BottleneckTest {
    private static final double RATE = 50e6 / 8;
    private static final long MILLI = 1_000_000;
    private static final int PACKET = 1_472;

    private final Bottleneck link = new Bottleneck(RATE, 20 * MILLI, (long) (RATE * 0.3));

    @Test
    void oneAloneFillsTheLinkAndItsPacketsWaitForTheTarget() {
        Bottleneck.Flow flow = link.flow(new Ledbat(), PACKET);
        link.run(3);
        flow.goodput();
        long waits = 0;
        for (int i = 0; i < 300; i++) {
            link.run(0.1);
            waits += link.waits() / 300;
        }

        assertThat(flow.goodput() / RATE).isGreaterThan(0.97);
        assertThat(waits).isBetween(90 * MILLI, 110 * MILLI);
    }

    @Test
    void slowLinksAreFilledTooWithoutMuchMoreOfAQueue() {
        Bottleneck slow = new Bottleneck(60_000, 20 * MILLI, 60_000);
        Bottleneck.Flow flow = slow.flow(new Ledbat(), PACKET);
        slow.run(10);
        flow.goodput();
        slow.run(60);

        assertThat(flow.goodput() / 60_000).isGreaterThan(0.95);
        assertThat(slow.waits()).isBetween(60 * MILLI, 180 * MILLI);
    }

    @Test
    void tcpBesideItKeepsNearlyAll() {
        Bottleneck.Flow flow = link.flow(new Ledbat(), PACKET);
        link.run(5);
        Bottleneck.Flow tcp = link.flow(new Tcp(), PACKET);
        link.run(5);
        flow.goodput();
        tcp.goodput();
        link.run(40);

        assertThat(tcp.goodput() / RATE).isGreaterThan(0.95);
    }

    @Test
    void itTakesTheLinkWhenTcpLeaves() {
        Bottleneck.Flow tcp = link.flow(new Tcp(), PACKET);
        Bottleneck.Flow flow = link.flow(new Ledbat(), PACKET);
        link.run(20);
        tcp.stop();
        link.run(10);
        flow.goodput();
        link.run(10);

        assertThat(flow.goodput() / RATE).isGreaterThan(0.95);
    }

    @Test
    void whoComesLateHasAFairShareInTheEnd() {
        Bottleneck.Flow first = link.flow(new Ledbat(), PACKET);
        link.run(10);
        Bottleneck.Flow late = link.flow(new Ledbat(), PACKET);
        link.run(60);
        first.goodput();
        late.goodput();
        link.run(20);

        assertThat(first.goodput() / RATE).isBetween(0.4, 0.6);
        assertThat(late.goodput() / RATE).isBetween(0.4, 0.6);
    }

    @Test
    void aFastNetworkWithSmallBuffersIsFilledByPacketsOfAnyLength() {
        for (int packet : new int[] {PACKET, 8_972, 65_487}) {
            Bottleneck fast = new Bottleneck(800e6, MILLI / 20, 208 << 10);
            Bottleneck.Flow flow = fast.flow(new Ledbat(), packet);
            fast.run(0.1);

            assertThat(flow.goodput() / 800e6).isGreaterThan(0.9);
        }
    }

    @Test
    void growthAsTcpsFillsALongFastWay() {
        Bottleneck fast = new Bottleneck(100e6, 10 * MILLI, 1 << 20);
        Bottleneck.Flow flow = fast.flow(new Cubic(), PACKET);
        fast.run(1);
        flow.goodput();
        fast.run(4);

        assertThat(flow.goodput() / 100e6).isGreaterThan(0.9);
    }
}
