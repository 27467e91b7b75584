package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedbatTest {
    private static final long MILLI = 1_000_000;
    private static final long ROUND_TRIP = 40 * MILLI;
    private static final long NONE = 0;

    private final Ledbat ledbat = new Ledbat();
    private long now = -3_000 * MILLI;

    @Test
    void doublesAtTheStart() {
        long before = ledbat.window();
        roundTrip(NONE);

        assertThat(ledbat.window()).isEqualTo(2 * before);
    }

    @Test
    void stopsDoublingWhenPacketsWait() {
        doubleTo(500_000);
        roundTrip(60 * MILLI);
        long before = ledbat.window();
        roundTrip(60 * MILLI);

        assertThat(ledbat.window() - before).isBetween(2_900L, 3_100L);
    }

    @Test
    void comesToRestWhereThePacketsWaitForTheTarget() {
        doubleTo(500_000);
        roundTrip(99 * MILLI);
        long before = ledbat.window();
        roundTrip(101 * MILLI);
        roundTrip(101 * MILLI);

        assertThat(ledbat.window()).isBetween(before - 6_000, before + 6_000);
    }

    @Test
    void givesWayToAQueueThatOthersMake() {
        doubleTo(500_000);
        for (int i = 0; i < 30; i++) {
            roundTrip(250 * MILLI);
        }

        assertThat(ledbat.window()).isEqualTo(2 * MtuSearch.SAFE);
    }

    @Test
    void halvesOnceForTheLossesOfARoundTrip() {
        doubleTo(400_000);
        long before = ledbat.window();
        long sent = now - 10 * MILLI;
        for (int i = 0; i < 20; i++) {
            ledbat.lost(sent + i, ROUND_TRIP, now + i);
        }
        assertThat(ledbat.window()).isEqualTo(before / 2);

        ledbat.lost(now + MILLI, ROUND_TRIP, now + 50 * MILLI);

        assertThat(ledbat.window()).isEqualTo(before / 4);
    }

    @Test
    void neverFallsBelowTwoPacketsByLosses() {
        for (int i = 0; i < 60; i++) {
            ledbat.lost(now + i, ROUND_TRIP, now + i);
        }

        assertThat(ledbat.window()).isEqualTo(2 * MtuSearch.SAFE);
    }

    @Test
    void aTimeOutLeavesTwoPacketsAndDoublingUpToHalfOfWhatWas() {
        doubleTo(400_000);
        long before = ledbat.window();
        ledbat.timedOut(now);
        ledbat.timedOut(now);
        assertThat(ledbat.window()).isEqualTo(2 * MtuSearch.SAFE);

        for (int i = 0; i < 20 && ledbat.window() < before / 2; i++) {
            roundTrip(NONE);
        }
        long after = ledbat.window();
        roundTrip(NONE);

        assertThat(after).isBetween(before / 2, before / 2 + before / 4);
        assertThat(ledbat.window() - after).isBetween(2_900L, 3_100L);
    }

    @Test
    void doesNotGrowWhereTheApplicationSendsLess() {
        long before = ledbat.window();
        for (int i = 0; i < 100; i++) {
            now += ROUND_TRIP;
            ledbat.acknowledged(2_000, 2_000, NONE, ROUND_TRIP, now);
        }

        assertThat(ledbat.window()).isEqualTo(before);
    }

    @Test
    void growsByAPacketWhereTheyAreLong() {
        ledbat.packetSize(65_000);
        ledbat.lost(now, 1, now);
        long before = ledbat.window();
        roundTrip(NONE);

        assertThat(ledbat.window() - before).isBetween(30_000L, 65_000L);
    }

    @Test
    void letsTheQueueRunEmptyNowAndThenAndComesBack() {
        doubleTo(500_000);
        roundTrip(99 * MILLI);
        long before = ledbat.window();
        int drains = 0;
        for (int i = 0; i < 60 * 100; i++) {
            boolean isDraining = ledbat.window() < before / 10;
            now += 10 * MILLI;
            long window = ledbat.window();
            long waits = isDraining ? NONE : 99 * MILLI;
            ledbat.acknowledged(window / 14, window, waits, ROUND_TRIP + waits, now);
            drains += !isDraining && ledbat.window() < before / 10 ? 1 : 0;
        }

        assertThat(drains).isBetween(4, 6);
        assertThat(ledbat.window()).isGreaterThan(before / 5);
    }

    @Test
    void neverDrainsWhereNothingWaits() {
        doubleTo(500_000);
        ledbat.lost(now, MILLI, now);
        long least = ledbat.window();
        for (int i = 0; i < 100_000; i++) {
            now += MILLI;
            ledbat.acknowledged(ledbat.window(), ledbat.window(), 9 * MILLI, MILLI, now);
            assertThat(ledbat.window()).isGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void spreadsPacketsOverTheRoundTripUnlessItIsShort() {
        doubleTo(400_000);
        ledbat.lost(now, ROUND_TRIP, now);

        assertThat(ledbat.pacing((int) ledbat.window(), ROUND_TRIP)).isEqualTo(ROUND_TRIP * 4 / 5);
        assertThat(ledbat.pacing(1_452, MILLI)).isZero();
        assertThat(ledbat.pacing(1_452, 0)).isZero();
    }

    private void doubleTo(long bytes) {
        while (ledbat.window() < bytes) {
            roundTrip(NONE);
        }
    }

    /** All that may be under way is acknowledged, in ten steps. */
    private void roundTrip(long queueing) {
        long window = ledbat.window();
        for (int i = 0; i < 10; i++) {
            now += (ROUND_TRIP + queueing) / 10;
            long underWay = Math.min(window, ledbat.window());
            ledbat.acknowledged(window / 10, underWay, queueing, ROUND_TRIP + queueing, now);
        }
    }
}
