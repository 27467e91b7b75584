package dunlin.peer.utp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoundTripTest {
    private static final long MILLI = 1_000_000;
    private final RoundTrip roundTrip = new RoundTrip();

    @Test
    void beforeAnyMeasurementASecondIsWaited() {
        assertFalse(roundTrip.isKnown());
        assertEquals(1_000 * MILLI, roundTrip.timeout());
    }

    @Test
    void theWaitIsTheMeanAndFourTimesTheVariation() {
        roundTrip.sample(800 * MILLI);
        assertEquals(800 * MILLI, roundTrip.smoothed());
        assertEquals((800 + 4 * 400) * MILLI, roundTrip.timeout());
        roundTrip.sample(400 * MILLI);
        assertEquals(750 * MILLI, roundTrip.smoothed());
        assertEquals((750 + 4 * 400) * MILLI, roundTrip.timeout());
        assertEquals(400 * MILLI, roundTrip.least());
    }

    @Test
    void noWaitIsShorterThanHalfASecond() {
        for (int i = 0; i < 100; i++) {
            roundTrip.sample(MILLI / 10);
        }
        assertEquals(500 * MILLI, roundTrip.timeout());
    }

    @Test
    void eachTimeoutDoublesTheNextUpToEightSeconds() {
        for (int i = 0; i < 50; i++) {
            roundTrip.sample(MILLI);
        }
        roundTrip.timedOut();
        assertEquals(1_000 * MILLI, roundTrip.timeout());
        roundTrip.timedOut();
        assertEquals(2_000 * MILLI, roundTrip.timeout());
        for (int i = 0; i < 60; i++) {
            roundTrip.timedOut();
        }
        assertEquals(8_000 * MILLI, roundTrip.timeout());
        roundTrip.progressed();
        assertEquals(500 * MILLI, roundTrip.timeout());
    }

    @Test
    void aLongerWaitThanThatIsNotCutShort() {
        roundTrip.sample(5_000 * MILLI);
        assertTrue(roundTrip.timeout() > 8_000 * MILLI);
    }
}
