package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetTest {
    private static final PeerAddress PLACE = PeerAddress.ipv4(20 << 24, 6881);
    private final Met met = new Met(new Random(1));

    @Test
    void anAddressWhereNobodyIsIsTriedLaterAndLater() {
        met.found(PLACE);
        List<Long> tries = tries(false, 3_600_000);
        assertThat(tries).startsWith(1L, 5L, 13L).hasSizeLessThan(15);
    }

    @Test
    void whoIsAloneTriesAgainWithinHalfAMinute() {
        met.found(PLACE);
        assertThat(tries(true, 3_600_000)).hasSizeGreaterThan(100);
    }

    @Test
    void thoseWhereNobodyWasMetGiveWay() {
        met.met(PLACE, 0);
        for (int i = 1; i < 1_000; i++) {
            PeerAddress other = PLACE.withPort(i);
            met.found(other);
            met.failed(other, 0);
        }
        assertThat(met.all()).hasSize(Met.MOST).contains(PLACE);
    }

    /** The seconds at which it is tried, if nobody is there. */
    private List<Long> tries(boolean alone, long until) {
        List<Long> tries = new ArrayList<>();
        for (long now = 1_000; now < until; now += 1_000) {
            if (met.next(alone, _ -> false, now).isPresent()) {
                tries.add(now / 1_000);
                met.failed(PLACE, now);
            }
        }
        return tries;
    }
}
