package dunlin.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnnouncesTest {
    private final List<byte[]> hashes = List.of(new byte[20], new byte[20], new byte[20]);

    @Test
    void allClientsTogetherFillEverySwarmBeforeAnythingElse() {
        List<String> begun = new ArrayList<>();
        for (int client = 0; client < 3; client++) {
            Announces announces = new Announces(hashes, 10, client, 3);
            int own = client == 0 ? 4 : 3;
            for (int i = 0; i < own * hashes.size(); i++) {
                assertThat(announces.preloaded()).isFalse();
                announces.next();
                assertThat(announces.event()).isEqualTo(Announces.STARTED);
                begun.add(announces.hash() + ":" + announces.peer());
            }
            announces.next();
            assertThat(announces.preloaded()).isTrue();
        }
        assertThat(begun).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void afterwardsOneInTenHasAnEventAndEveryPeerStaysTheClientsOwn() {
        Announces announces = new Announces(hashes, 10, 1, 2);
        for (int i = 0; i < 15; i++) {
            announces.next();
        }
        int[] events = new int[4];
        Set<Integer> peers = new HashSet<>();
        for (int i = 0; i < 30_000; i++) {
            announces.next();
            events[announces.event()]++;
            peers.add(announces.peer());
            boolean completed = announces.event() == Announces.COMPLETED;
            assertThat(announces.left() == 0).isEqualTo(completed || announces.peer() == 5);
            assertThat(announces.port()).isEqualTo(10_000 + announces.peer());
        }
        assertThat(events[Announces.NONE]).isCloseTo(27_000, within(300));
        assertThat(events[Announces.COMPLETED]).isCloseTo(1_000, within(150));
        assertThat(events[Announces.STARTED]).isCloseTo(1_000, within(150));
        assertThat(events[Announces.STOPPED]).isCloseTo(1_000, within(150));
        assertThat(peers).containsExactlyInAnyOrder(1, 3, 5, 7, 9);
    }

    @Test
    void moreClientsThanPeersAreRefused() {
        assertThatThrownBy(() -> new Announces(hashes, 3, 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("client 0 of 4, 3 peers");
    }
}
