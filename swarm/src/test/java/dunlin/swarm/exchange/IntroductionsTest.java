package dunlin.swarm.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IntroductionsTest {
    private static final long SECOND = 1_000_000_000;
    private static final long LATER = 10_000 * SECOND;
    private static final InetSocketAddress PEER = peer(1);

    private final Introductions introductions = new Introductions(0);

    private static InetSocketAddress peer(int port) {
        return new InetSocketAddress("203.0.113.1", port);
    }

    private List<String> asked(int times, List<String> introducers) {
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            introductions.ask(PEER, introducers, i * LATER).ifPresent(asked::add);
        }
        return asked;
    }

    @Test
    void whoeverNamedThePeerIsAskedForIt() {
        assertThat(introductions.ask(PEER, List.of("a"), 0)).contains("a");
        assertThat(introductions.hasAskedFor(PEER)).isTrue();
        assertThat(introductions.hasAskedFor(peer(2))).isFalse();
    }

    @Test
    void nobodyIsAskedForAPeerThatNobodyNamed() {
        assertThat(introductions.ask(PEER, List.of(), 0)).isEmpty();
        assertThat(introductions.hasAskedFor(PEER)).isFalse();
    }

    @Test
    void eachTimeAnotherIsAskedAndAfterAFewTimesNobody() {
        assertThat(asked(10, List.of("a", "b"))).containsExactly("a", "b", "a");
        assertThat(asked(10, List.of("c"))).isEmpty();
    }

    @Test
    void soManyAreAskedAtOnceAndSoManyAMinute() {
        int asked = 0;
        for (int i = 1; i <= 1_000; i++) {
            asked += introductions.ask(peer(i), List.of("a"), 0).isPresent() ? 1 : 0;
        }
        assertThat(asked).isEqualTo(Introductions.AT_ONCE);
        Optional<String> soon = introductions.ask(peer(2_000), List.of("a"), SECOND);
        assertThat(soon).isEmpty();
        assertThat(introductions.ask(peer(2_000), List.of("a"), 3 * SECOND)).isPresent();
    }

    @Test
    void aBoundedNumberIsRemembered() {
        for (int i = 1; i <= 2 * Introductions.MOST_REMEMBERED; i++) {
            introductions.ask(peer(i), List.of("a"), i * LATER);
        }
        assertThat(introductions.hasAskedFor(peer(1))).isFalse();
        assertThat(introductions.hasAskedFor(peer(2 * Introductions.MOST_REMEMBERED))).isTrue();
    }
}
