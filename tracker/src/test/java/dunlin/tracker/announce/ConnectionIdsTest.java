package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.SwarmStoreContract;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {
    private static final long NOON = SwarmStoreContract.NOON.getEpochSecond();
    private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final PeerAddress ANNA = at("192.0.2.10");

    private final ConnectionIds ids = new ConnectionIds(KEY);

    private static PeerAddress at(String address) {
        return PeerAddress.of(InetAddress.ofLiteral(address), 6881);
    }

    /** SipHash-2-4, by another implementation, of the address's halves and the minute. */
    @Test
    void areTheKeyedHashOfAddressAndMinute() {
        assertThat(ids.issue(ANNA, NOON)).isEqualTo(0x359e08caffbc403bL);
    }

    @Test
    void areValidForOneMinuteAtLeastAndTwoAtMost() {
        for (long issued : new long[] {NOON, NOON + 1, NOON + 59}) {
            long id = ids.issue(ANNA, issued);
            assertThat(ids.isValid(id, ANNA, issued)).isTrue();
            assertThat(ids.isValid(id, ANNA, issued + 60)).isTrue();
            assertThat(ids.isValid(id, ANNA, NOON + 119)).isTrue();
            assertThat(ids.isValid(id, ANNA, NOON + 120)).isFalse();
            assertThat(ids.isValid(id, ANNA, NOON + 3_600)).isFalse();
        }
    }

    @Test
    void areValidForTheirAddressOnlyBehindWhateverPort() {
        long id = ids.issue(ANNA, NOON);
        assertThat(ids.isValid(id, ANNA.withPort(1), NOON)).isTrue();
        for (String other : new String[] {"192.0.2.11", "193.0.2.10", "2001:db8::1", "::1"}) {
            assertThat(ids.isValid(id, at(other), NOON)).isFalse();
        }
        long ipv6 = ids.issue(at("2001:db8::1"), NOON);
        assertThat(ids.isValid(ipv6, at("2001:db8::1"), NOON)).isTrue();
        assertThat(ids.isValid(ipv6, at("2001:db8::2"), NOON)).isFalse();
        assertThat(ids.isValid(ipv6, at("2001:db9::1"), NOON)).isFalse();
    }

    @Test
    void areNotGuessed() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            assertThat(ids.isValid(random.nextLong(), ANNA, NOON)).isFalse();
        }
    }

    @Test
    void areSharedByTrackersOfOneKeyEvenIfOneClockIsAhead() {
        ConnectionIds ahead = new ConnectionIds(KEY);
        assertThat(ids.isValid(ahead.issue(ANNA, NOON + 60), ANNA, NOON + 59)).isTrue();
    }

    @Test
    void ofOneProcessMeanNothingToAnother() {
        long id = ConnectionIds.random().issue(ANNA, NOON);
        assertThat(ConnectionIds.random().isValid(id, ANNA, NOON)).isFalse();
    }
}
