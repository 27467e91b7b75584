package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CubicTest {
    private static final long MILLI = 1_000_000;
    private static final long ROUND_TRIP = 20 * MILLI;

    private final Cubic cubic = new Cubic();
    private long now = 7;

    @Test
    void doesNotGiveWayToAQueue() {
        doubleTo(500_000);
        roundTrip(20 * MILLI);
        long before = cubic.window();
        for (int i = 0; i < 50; i++) {
            roundTrip(300 * MILLI);
        }

        assertThat(cubic.window()).isGreaterThan(before);
    }

    @Test
    void stopsDoublingBeforeTheQueueRunsOver() {
        doubleTo(500_000);
        roundTrip(20 * MILLI);
        long before = cubic.window();
        roundTrip(20 * MILLI);

        assertThat(cubic.window()).isLessThan(before * 5 / 4);
    }

    @Test
    void keepsMostAtALossAndComesBackToWhatItHad() {
        doubleTo(1_000_000);
        long before = cubic.window();
        cubic.lost(now, ROUND_TRIP, now);
        assertThat(cubic.window()).isEqualTo(before * 7 / 10);

        for (int i = 0; i < 500; i++) {
            roundTrip(0);
        }

        assertThat(cubic.window()).isGreaterThan(before);
    }

    @Test
    void growsByAPacketARoundTripAtLeast() {
        cubic.lost(now, ROUND_TRIP, now);
        long before = cubic.window();
        roundTrip(0);

        assertThat(cubic.window()).isGreaterThan(before + MtuSearch.SAFE - 100);
    }

    @Test
    void aTimeOutLeavesTwoPacketsEvenIfTheWayIsFull() {
        cubic.timedOut(now);
        assertThat(cubic.window()).isEqualTo(2 * MtuSearch.SAFE);

        for (int i = 0; i < 10; i++) {
            roundTrip(50 * MILLI);
        }

        assertThat(cubic.window()).isGreaterThan(2 * MtuSearch.SAFE);
    }

    private void doubleTo(long bytes) {
        while (cubic.window() < bytes) {
            roundTrip(0);
        }
    }

    private void roundTrip(long queueing) {
        long window = cubic.window();
        for (int i = 0; i < 10; i++) {
            now += (ROUND_TRIP + queueing) / 10;
            cubic.acknowledged(window / 10, cubic.window(), queueing, ROUND_TRIP + queueing, now);
        }
    }
}
