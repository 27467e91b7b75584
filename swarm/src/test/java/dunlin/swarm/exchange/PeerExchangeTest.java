package dunlin.swarm.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.PexMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerExchangeTest {
    private static final long SECOND = 1_000_000_000;
    private static final PeerAddress TO = address("203.0.113.1:1");

    private final PeerExchange exchange = new PeerExchange(new Random(1), 0);

    private static PeerAddress address(String text) {
        return PeerAddress.parse(text).orElseThrow();
    }

    private static PexMessage.Peer peer(String text) {
        return new PexMessage.Peer(address(text), 0);
    }

    private static List<PexMessage.Peer> peers(int count) {
        List<PexMessage.Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(peer("198.51.100.%d:%d".formatted(i % 200, 1 + i)));
        }
        return peers;
    }

    /** What is told in so many seconds, looked at every second, with when. */
    private List<Long> times(List<PexMessage.Peer> connected, int seconds, Set<PeerAddress> told) {
        List<Long> times = new ArrayList<>();
        for (long second = 0; second < seconds; second++) {
            long now = second * SECOND;
            exchange.tell(TO, connected, now)
                    .ifPresent(message -> {
                        assertThat(message.added().size()).isLessThanOrEqualTo(PeerExchange.MOST);
                        assertThat(message.dropped().size()).isLessThanOrEqualTo(PeerExchange.MOST);
                        message.added()
                                .forEach(peer -> assertThat(told.add(peer.address())).isTrue());
                        times.add(now / SECOND);
                    });
        }
        return times;
    }

    @Test
    void tellsSoonThenAMinuteApartAndEachPeerOnce() {
        Set<PeerAddress> told = new HashSet<>();
        List<Long> times = times(peers(170), 600, told);
        assertThat(times).hasSize(4);
        assertThat(times.getFirst()).isLessThanOrEqualTo(2);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(60L, 66L);
        }
        assertThat(told).hasSize(170);
    }

    @Test
    void whoIsGoneIsDroppedAndWhoCameAndWentIsNeverNamed() {
        assertThat(exchange.tell(TO, List.of(peer("198.51.100.1:1")), 2 * SECOND)).isPresent();
        Optional<PexMessage> later =
                exchange.tell(TO, List.of(peer("198.51.100.2:1")), 70 * SECOND);
        assertThat(later.orElseThrow().added()).containsExactly(peer("198.51.100.2:1"));
        assertThat(later.orElseThrow().dropped()).containsExactly(address("198.51.100.1:1"));
        assertThat(exchange.tell(TO, List.of(peer("198.51.100.2:1")), 140 * SECOND)).isEmpty();
    }

    @Test
    void nobodyIsToldOfItselfNorFromOutsideOfALocalNetwork() {
        List<PexMessage.Peer> connected =
                List.of(
                        peer("203.0.113.1:1"),
                        peer("192.168.1.7:1"),
                        peer("127.0.0.1:1"),
                        peer("100.64.0.1:1"),
                        peer("[fe80::1]:1"),
                        peer("[fd00::1]:1"));
        assertThat(exchange.tell(TO, connected, 2 * SECOND)).isEmpty();
        assertThat(
                        exchange.tell(address("192.168.1.9:1"), connected, 10 * SECOND)
                                .orElseThrow()
                                .added())
                .containsExactlyInAnyOrder(
                        peer("203.0.113.1:1"),
                        peer("192.168.1.7:1"),
                        peer("100.64.0.1:1"),
                        peer("[fd00::1]:1"));
    }
}
