package dunlin.swarm.pick;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Geometry;
import org.junit.jupiter.api.Test;

class RequestPipelineTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;

    private final RequestPipeline pipeline = new RequestPipeline();
    private long now = Long.MAX_VALUE - SECOND;

    /** A peer that sends at this rate as long as something is asked, after a round trip. */
    private void run(long bytesASecond, long latency, long duration) {
        long end = now + duration;
        long perBlock = Geometry.BLOCK_LENGTH * SECOND / bytesASecond;
        pipeline.sent(now);
        while (now - end < 0) {
            // A window is served at the rate of the link, or once each round trip if it is small.
            now += Math.max(perBlock, latency / pipeline.limit());
            pipeline.received(Geometry.BLOCK_LENGTH, now);
        }
    }

    @Test
    void beginsWithAFewAndDoublesEachRoundTrip() {
        assertThat(pipeline.limit()).isEqualTo(16);
        pipeline.sent(now);
        for (int i = 0; i < 16; i++) {
            pipeline.received(Geometry.BLOCK_LENGTH, now + MS);
        }
        assertThat(pipeline.limit()).isEqualTo(32);
    }

    @Test
    void fillsALocalNetworkAtOnceButHonoursReqq() {
        pipeline.reqq(2_000);
        run(1_000_000_000, MS / 5, SECOND / 30);
        assertThat(pipeline.limit()).isEqualTo(1500);
        run(1_000_000_000, MS / 5, 3 * SECOND);
        assertThat(pipeline.limit()).isEqualTo(1500);
        pipeline.reqq(100);
        assertThat(pipeline.limit()).isEqualTo(100);
        pipeline.reqq(0);
        assertThat(pipeline.limit()).isEqualTo(100);
    }

    @Test
    void asksNoMoreThan250OfAPeerThatDoesNotSay() {
        run(1_000_000_000, MS, SECOND);
        assertThat(pipeline.limit()).isEqualTo(250);
    }

    @Test
    void keepsFewAskedOfASlowPeer() {
        run(50_000, 50 * MS, 5 * SECOND);
        assertThat(pipeline.limit()).isBetween(4, 8);
        run(5_000, 50 * MS, 20 * SECOND);
        assertThat(pipeline.limit()).isEqualTo(4);
    }

    @Test
    void keepsAboutASecondAskedOfAnOrdinaryPeer() {
        run(1_000_000, 100 * MS, 10 * SECOND);
        assertThat(pipeline.limit()).isBetween(55, 68);
    }

    @Test
    void followsAPeerThatBecomesFaster() {
        run(100_000, 100 * MS, 10 * SECOND);
        assertThat(pipeline.limit()).isLessThan(10);
        run(2_000_000, 100 * MS, 30 * SECOND);
        assertThat(pipeline.limit()).isGreaterThan(110);
    }

    @Test
    void doesNotBlameThePeerForTimeInWhichNothingWasAsked() {
        run(1_000_000, 10 * MS, 10 * SECOND);
        int before = pipeline.limit();
        pipeline.idle(now);
        now += 60 * SECOND;
        pipeline.idle(now);
        run(1_000_000, 10 * MS, SECOND / 10);
        assertThat(pipeline.limit()).isBetween(before - 3, before + 3);
    }

    @Test
    void asksOneAtATimeOfAStalledPeerUntilABlockComes() {
        pipeline.sent(now);
        pipeline.stalled();
        assertThat(pipeline.limit()).isEqualTo(1);
        pipeline.received(Geometry.BLOCK_LENGTH, now + SECOND);
        assertThat(pipeline.limit()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void waitsLongerForASlowPeerThanForAFastOne() {
        assertThat(pipeline.patience(now)).isEqualTo(30 * SECOND);
        run(3_000, 50 * MS, 60 * SECOND);
        assertThat(pipeline.patience(now)).isBetween(20 * SECOND, 60 * SECOND);
        run(5_000_000, 50 * MS, 60 * SECOND);
        assertThat(pipeline.patience(now)).isEqualTo(10 * SECOND);
    }
}
