package dunlin.discovery.dht.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.Opaque;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final PeerAddress ASKER = PeerAddress.ipv4(0x0b000001, 1);
    private static final NodeId TARGET = new NodeId(1, 2, 3);

    private final Tokens tokens = new Tokens(new Random(1));

    private static long minutes(int count) {
        return Duration.ofMinutes(count).toNanos();
    }

    @Test
    void isGoodForFiveToTenMinutes() {
        Opaque token = tokens.token(ASKER, TARGET, minutes(0));
        assertThat(tokens.isValid(token, ASKER, TARGET, minutes(4))).isTrue();
        assertThat(tokens.isValid(token, ASKER, TARGET, minutes(9))).isTrue();
        assertThat(tokens.isValid(token, ASKER, TARGET, minutes(10))).isFalse();
    }

    @Test
    void isGoneAfterALongSilence() {
        Opaque token = tokens.token(ASKER, TARGET, minutes(0));
        assertThat(tokens.isValid(token, ASKER, TARGET, minutes(600))).isFalse();
        Opaque next = tokens.token(ASKER, TARGET, minutes(601));
        assertThat(tokens.isValid(next, ASKER, TARGET, minutes(605))).isTrue();
    }

    @Test
    void isOneAddressesAndOneTargets() {
        Opaque token = tokens.token(ASKER, TARGET, 0);
        assertThat(tokens.isValid(token, ASKER.withPort(9), TARGET, 0)).isTrue();
        assertThat(tokens.isValid(token, PeerAddress.ipv4(0x0b000002, 1), TARGET, 0)).isFalse();
        assertThat(tokens.isValid(token, ASKER, new NodeId(1, 2, 4), 0)).isFalse();
        assertThat(tokens.isValid(Opaque.EMPTY, ASKER, TARGET, 0)).isFalse();
        assertThat(new Tokens(new Random(2)).isValid(token, ASKER, TARGET, 0)).isFalse();
    }
}
