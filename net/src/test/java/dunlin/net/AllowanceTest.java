package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
    @Test
    void soManyMayComeAtOnceAndSoManyASecondLater() {
        Allowance allowance = new Allowance(20, 5, 0);
        assertThat(taken(allowance, 10_000, 0)).isEqualTo(20);
        assertThat(taken(allowance, 10_000, 1_000)).isEqualTo(5);
        assertThat(taken(allowance, 10_000, 100_000)).isEqualTo(20);
    }

    @Test
    void aClockThatStandsStillGivesNothing() {
        Allowance allowance = new Allowance(1, 5, 10_000);
        assertThat(allowance.take(10_000)).isTrue();
        assertThat(allowance.take(9_000)).isFalse();
    }

    private static int taken(Allowance allowance, int tries, long now) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += allowance.take(now) ? 1 : 0;
        }
        return taken;
    }
}
