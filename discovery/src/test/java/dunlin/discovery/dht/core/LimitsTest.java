package dunlin.discovery.dht.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dunlin.protocol.PeerAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is counted, timed and voted on. */
class LimitsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aHostHasSoManyAtOnceAndThenSoManyASecond() {
        Limiter limiter = new Limiter(10, 50, 100);
        int granted = 0;
        for (int i = 0; i < 1_000; i++) {
            granted += limiter.take(1, 1, 0) ? 1 : 0;
        }
        assertThat(granted).isEqualTo(50);
        assertThat(limiter.take(2, 1, 0)).as("another is not hit").isTrue();
        for (int i = 0; i < 1_000; i++) {
            granted += limiter.take(1, 1, SECOND) ? 1 : 0;
        }
        assertThat(granted).isEqualTo(60);
    }

    @Test
    void allHostsTogetherAreBoundedToo() {
        Limiter limiter = new Limiter(10, 50, 4);
        int granted = 0;
        for (int i = 0; i < 100_000; i++) {
            granted += limiter.take(i, 1, 0) ? 1 : 0;
        }
        assertThat(granted).isEqualTo(200);
        limiter.tidy(10 * SECOND);
        assertThat(limiter.take(99, 50, 10 * SECOND)).isTrue();
    }

    @Test
    void roundTripsFadeAndAreKnownToAStep() {
        RoundTrips trips = new RoundTrips();
        assertThat(trips.quantile(0.5, 77)).isEqualTo(77);
        for (int i = 1; i <= 100; i++) {
            trips.add(i * 1_000_000L);
        }
        assertThat(trips.quantile(0.5, 0)).isCloseTo(50_000_000L, within(12_000_000L));
        assertThat(trips.quantile(0.9, 0)).isCloseTo(95_000_000L, within(20_000_000L));
        for (int i = 0; i < 2_000; i++) {
            trips.add(400_000_000L);
        }
        assertThat(trips.quantile(0.1, 0)).isGreaterThan(300_000_000L);
    }

    @Test
    void theOwnAddressIsWhatMostGroupsOfHostsSay() {
        AddressVotes votes = new AddressVotes();
        PeerAddress own = PeerAddress.ipv4(0x08080808, 6881);
        PeerAddress lie = PeerAddress.ipv4(0x01010101, 1);
        for (int i = 0; i < 100; i++) {
            // A hundred hosts of one group have one vote.
            assertThat(votes.add(PeerAddress.ipv4(0x0b0b0b00 | i, 1), lie)).isFalse();
        }
        assertThat(votes.elected()).isEmpty();
        boolean changed = false;
        for (int i = 0; i < 6; i++) {
            changed |= votes.add(PeerAddress.ipv4(0x10000000 + (i << 12), 1), own.withPort(i + 1));
        }
        assertThat(changed).isTrue();
        assertThat(votes.elected().orElseThrow().withPort(6881)).isEqualTo(own);
        Random random = new Random(1);
        for (int i = 0; i < 4; i++) {
            votes.add(PeerAddress.ipv4(random.nextInt() | 0x40000000, 1), lie);
        }
        assertThat(votes.elected().orElseThrow().withPort(6881)).as("no majority").isEqualTo(own);
    }
}
