package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTimersTest {
    private static final long MILLI = 1_000_000L;

    private final RoundTrip roundTrip = new RoundTrip();
    private final AnswerTimers timers = new AnswerTimers(roundTrip);

    @Test
    void waitsForAnAcknowledgementThatMayBeKeptBackBeforeItSendsAgain() {
        roundTrip.sample(MILLI);
        timers.begin(0);
        assertThat(timers.isTailDue(100 * MILLI)).isFalse();
        assertThat(timers.isTailDue(110 * MILLI)).isTrue();
    }

    @Test
    void waitsForWhoAnswersAtOnceTwoRoundTripsAndTenMilliseconds() {
        timers.answersAtOnce();
        roundTrip.sample(MILLI);
        timers.begin(0);
        assertThat(timers.isTailDue(9 * MILLI)).isFalse();
        assertThat(timers.isTailDue(10 * MILLI)).isTrue();
    }

    @Test
    void waitsLongerForTheSecondAndThenForTheTimeOutAlone() {
        timers.answersAtOnce();
        roundTrip.sample(20 * MILLI);
        timers.begin(0);
        assertThat(timers.isTailDue(40 * MILLI)).isTrue();
        timers.begin(0);
        assertThat(timers.isTailDue(79 * MILLI)).isFalse();
        assertThat(timers.isTailDue(80 * MILLI)).isTrue();
        timers.begin(0);
        assertThat(timers.isTailDue(499 * MILLI)).isFalse();
        assertThat(timers.isTimedOut(500 * MILLI)).isTrue();
    }
}
