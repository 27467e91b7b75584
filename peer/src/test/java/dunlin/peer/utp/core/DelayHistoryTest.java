package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelayHistoryTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long TENTH = 100 * MILLI;

    private final DelayHistory history = new DelayHistory();
    private long now = -5 * SECOND;

    @Test
    void knowsOfNoQueueBeforeAnythingWasMeasured() {
        assertThat(history.queueingNanos()).isZero();
    }

    @Test
    void aPacketWaitedWhatItTookLongerThanTheFastest() {
        add(700_000);
        add(680_000);
        later(SECOND);
        add(725_000);

        assertThat(history.queueingNanos()).isEqualTo(45 * MILLI - 100_000);
    }

    @Test
    void oneLatePacketAmongOthersIsNoQueue() {
        add(680_000);
        add(681_000);
        add(790_000);

        assertThat(history.queueingNanos()).isZero();
    }

    @Test
    void theMicrosecondsWrapAround() {
        add(-20_000);
        later(SECOND);
        add(30_000);

        assertThat(history.queueingNanos()).isEqualTo(50 * MILLI - 100_000);
    }

    @Test
    void differencesBeyondTheSignOfThirtyTwoBitsAreTakenAsTheyAre() {
        add(Integer.MAX_VALUE - 10_000);
        later(SECOND);
        add(Integer.MIN_VALUE + 9_999);

        assertThat(history.queueingNanos()).isEqualTo(20 * MILLI - 100_000);
    }

    @Test
    void aClockThatDriftsEitherWayIsNoQueue() {
        for (int drift : new int[] {-200, -50, 50, 100}) {
            DelayHistory drifting = new DelayHistory();
            for (long millis = 0; millis < 1_800_000; millis += 100) {
                drifting.add((int) (millis * drift / 1_000), millis * MILLI);
                assertThat(drifting.queueingNanos()).isLessThan(5 * MILLI);
            }
        }
    }

    @Test
    void packetsInQuickSuccessionFollowADriftToo() {
        for (long micros = 0; micros < 100 * 1_000_000L; micros += 50) {
            history.add((int) (micros / 10_000), micros * 1_000);
        }

        assertThat(history.queueingNanos()).isLessThan(MILLI);
    }

    @Test
    void aClockThatRunsAheadMuchFasterIsFoundOutByTheRoundTrip() {
        for (long millis = 0; millis < 600_000; millis += 100) {
            history.add((int) millis, millis * MILLI);
            history.roundTrip((millis % 1_000 == 0 ? 40 : 41) * MILLI, millis * MILLI);
        }

        assertThat(history.queueingNanos()).isLessThanOrEqualTo(MILLI);
    }

    @Test
    void aQueueThatOthersKeepFilledForMinutesIsNotTakenForTheWay() {
        add(500_000);
        for (int tenths = 0; tenths < 8 * 600; tenths++) {
            later(TENTH);
            add(640_000 + tenths % 40 * 3_000);
        }

        assertThat(history.queueingNanos()).isGreaterThan(80 * MILLI);
    }

    @Test
    void aWayThatBecameLongerIsTheWayAfterAFewMinutes() {
        steady(500_000, 600);
        steady(650_000, 100);
        assertThat(history.queueingNanos()).isGreaterThan(140 * MILLI);

        steady(650_000, 4 * 600);

        assertThat(history.queueingNanos()).isLessThan(3 * MILLI);
    }

    @Test
    void aWayThatBecameShorterIsTheWayAtOnce() {
        steady(500_000, 600);
        steady(400_000, 1);

        assertThat(history.queueingNanos()).isZero();

        steady(410_000, 5);

        assertThat(history.queueingNanos()).isBetween(9 * MILLI, 11 * MILLI);
    }

    @Test
    void aClockThatIsSetBeginsAnew() {
        steady(500_000, 600);
        steady(500_000 + 60_000_000, 1);
        assertThat(history.queueingNanos()).isZero();

        steady(500_000 + 60_020_000, 5);

        assertThat(history.queueingNanos()).isBetween(19 * MILLI, 21 * MILLI);
    }

    @Test
    void afterALongSilenceWhatWasBeforeIsForgotten() {
        add(500_000);
        later(3_600 * SECOND);
        add(900_000);

        assertThat(history.queueingNanos()).isZero();
    }

    private void steady(int micros, int tenths) {
        for (int i = 0; i < tenths; i++) {
            later(TENTH);
            add(micros + (i & 1) * 1_000);
        }
    }

    private void later(long nanos) {
        now += nanos;
    }

    private void add(int micros) {
        history.add(micros, now);
    }
}
