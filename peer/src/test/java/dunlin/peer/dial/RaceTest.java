package dunlin.peer.dial;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.peer.Transport.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When which way to a peer is tried; time is a number here. */
class RaceTest {
    private static final long START = Long.MAX_VALUE - 1_000; // where nanoTime wraps around
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Race race = new Race(List.of(Kind.TCP, Kind.UTP), LIMIT, START);

    private static long at(long millis) {
        return START + millis * 1_000_000;
    }

    @Test
    void theFirstWayBeginsAtOnceAndTheNextAfterItsHeadStart() {
        assertThat(race.due(at(0))).contains(Kind.TCP);
        assertThat(race.due(at(0))).isEmpty();
        assertThat(race.pause(at(0))).hasMillis(250);
        assertThat(race.due(at(249))).isEmpty();
        assertThat(race.due(at(250))).contains(Kind.UTP);
        assertThat(race.due(at(9_000))).isEmpty();
        assertThat(race.pause(at(9_000))).hasMillis(1_000);
    }

    @Test
    void whatIsRefusedLetsTheOtherBeginAtOnce() {
        race.due(at(0));

        race.failed(Kind.TCP, at(20));

        assertThat(race.pause(at(20))).isZero();
        assertThat(race.due(at(20))).contains(Kind.UTP);
        assertThat(race.isOver(at(20))).isFalse();
    }

    @Test
    void afterTcpWasRefusedAnAnswerOverUtpIsNotAwaitedForLong() {
        race.due(at(0));
        race.failed(Kind.TCP, at(20));
        race.due(at(20));

        assertThat(race.isOver(at(2_519))).isFalse();
        assertThat(race.isOver(at(2_520))).isTrue();
    }

    @Test
    void tcpHasAllTheTimeThatThereIsWhereUtpIsRefused() {
        race.due(at(0));
        race.due(at(250));

        race.failed(Kind.UTP, at(300));

        assertThat(race.isOver(at(9_999))).isFalse();
        assertThat(race.isOver(at(10_000))).isTrue();
    }

    @Test
    void withoutAnotherWayItIsOverOnceTheOnlyOneFailed() {
        Race alone = new Race(List.of(Kind.UTP), LIMIT, START);
        assertThat(alone.due(at(0))).contains(Kind.UTP);
        assertThat(alone.due(at(5_000))).isEmpty();

        alone.failed(Kind.UTP, at(5_000));

        assertThat(alone.isOver(at(5_000))).isTrue();
    }

    @Test
    void theHandshakeHasHalfOfTheTimeWhereAnotherWayIsLeftAndAllOfItElsewhere() {
        race.due(at(0));
        assertThat(race.connected(Kind.TCP, at(1_000))).hasMillis(4_500);

        Race alone = new Race(List.of(Kind.TCP), LIMIT, START);
        alone.due(at(0));
        assertThat(alone.connected(Kind.TCP, at(1_000))).hasMillis(9_000);
    }

    @Test
    void whereTheHandshakeFailsTheOtherWayIsTriedEvenIfItWasGivenUpBefore() {
        race.due(at(0));
        race.due(at(250));
        race.connected(Kind.TCP, at(300));

        race.handshakeFailed(Kind.TCP, at(400));

        assertThat(race.due(at(400))).contains(Kind.UTP);
        race.connected(Kind.UTP, at(500));
        race.handshakeFailed(Kind.UTP, at(600));
        assertThat(race.due(at(600))).isEmpty();
        assertThat(race.isOver(at(600))).isTrue();
    }

    @Test
    void whatFailedIsNotTriedAgainWhereTheHandshakeOfTheOtherFails() {
        race.due(at(0));
        race.failed(Kind.TCP, at(20));
        race.due(at(20));
        race.connected(Kind.UTP, at(50));

        race.handshakeFailed(Kind.UTP, at(60));

        assertThat(race.isOver(at(60))).isTrue();
    }
}
