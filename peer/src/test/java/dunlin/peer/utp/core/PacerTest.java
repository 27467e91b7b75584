package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long MILLI = 1_000_000;

    private final Pacer pacer = new Pacer();
    private long now = -MILLI;

    @Test
    void withoutPacingAllLeavesAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pacer.isOpen(now)).isTrue();
            pacer.left(0, now);
        }
    }

    @Test
    void theRateIsWhatPacingSaysHoweverLateItIsAsked() {
        long begun = now;
        int packets = 0;
        while (now - begun < 1_000 * MILLI) {
            while (pacer.isOpen(now)) {
                pacer.left(MILLI / 4, now);
                packets++;
            }
            assertThat(pacer.opensAt()).isGreaterThan(now);
            now = pacer.opensAt() + 2 * MILLI;
        }

        assertThat(packets).isBetween(3_980, 4_040);
    }

    @Test
    void aRunIsShortAfterALongPause() {
        pacer.left(MILLI, now);
        now += 10_000 * MILLI;
        int packets = 0;
        while (pacer.isOpen(now)) {
            pacer.left(MILLI / 4, now);
            packets++;
        }

        assertThat(packets).isLessThanOrEqualTo(45);
    }
}
