package dunlin.swarm.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.PexMessage;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer names addresses on and on, and some that are nobody's business. */
@Tag("attack")
class HearsayAttackTest {
    private static final long SECOND = 1_000_000_000;

    private static PexMessage naming(int count, int seed) {
        List<PexMessage.Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(
                    new PexMessage.Peer(
                            PeerAddress.ipv4(0xc6336400 | (i & 0xff), 1 + seed % 100 * 100 + i),
                            0));
        }
        return new PexMessage(peers, List.of());
    }

    @Test
    void messageAfterMessageFillsNoBook() {
        Hearsay hearsay = new Hearsay(InetAddress.ofLiteral("203.0.113.1"));
        assertThat(hearsay.heard(naming(200, 0), 0)).hasSize(Hearsay.MOST_AT_FIRST);
        assertThat(hearsay.heard(naming(50, 1), SECOND)).isEmpty();
        assertThat(hearsay.heard(naming(200, 2), 60 * SECOND)).hasSize(Hearsay.MOST);
        int all = Hearsay.MOST_AT_FIRST + Hearsay.MOST;
        for (int i = 2; i < 1_000; i++) {
            all += hearsay.heard(naming(50, i), 60L * i * SECOND).size();
        }
        assertThat(all).isEqualTo(Hearsay.MOST_IN_ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 127.0.0.1",
        "203.0.113.1, 192.168.0.1",
        "203.0.113.1, 169.254.169.254",
        "203.0.113.1, 100.64.0.1",
        "203.0.113.1, 0.0.0.0",
        "203.0.113.1, 224.0.0.1",
        "2001:db8::1, ::1",
        "2001:db8::1, fe80::1",
        "2001:db8::1, fd00::1",
        "192.168.0.7, 127.0.0.1",
        "192.168.0.7, 169.254.169.254",
    })
    void nobodyNamesWhatLiesNearerToUsThanItself(String from, String named) {
        Hearsay hearsay = new Hearsay(InetAddress.ofLiteral(from));
        PexMessage.Peer peer =
                new PexMessage.Peer(PeerAddress.of(InetAddress.ofLiteral(named), 80), 0);
        assertThat(hearsay.heard(new PexMessage(List.of(peer), List.of()), 0)).isEmpty();
    }

    @Test
    void whatIsBelievedIsWhatWasNamed() {
        Hearsay hearsay = new Hearsay(InetAddress.ofLiteral("192.168.0.7"));
        PexMessage.Peer near =
                new PexMessage.Peer(PeerAddress.parse("192.168.0.8:6881").orElseThrow(), 0);
        assertThat(hearsay.heard(new PexMessage(List.of(near), List.of()), 0))
                .containsExactly(near.address().socketAddress());
    }
}
