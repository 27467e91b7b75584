package dunlin.discovery.dht.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.NodeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerStoreTest {
    private final Random random = new Random(1);
    private final NodeId own = NodeId.random(random);
    private final PeerStore store = new PeerStore(own);
    private final InfoHash hash = NodeId.random(random).infoHash();

    private static PeerAddress host(int number) {
        return PeerAddress.ipv4(0x0b000000 + number, 6881);
    }

    @Test
    void eachHostIsOnceInASwarmWithItsLastPort() {
        store.add(hash, host(1), false, 0);
        store.add(hash, host(1).withPort(7), true, 1);
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.some(hash, 9, false, random)).containsExactly(host(1).withPort(7));
        assertThat(store.some(hash, 9, true, random)).isEmpty();
        assertThat(Math.round(store.filter(hash, true).estimate())).isEqualTo(1);
        assertThat(Math.round(store.filter(hash, false).estimate())).isZero();
    }

    @Test
    void onTheOwnMachineEachPortIsAPeer() {
        store.add(hash, PeerAddress.ipv4(0x7f000001, 1), false, 0);
        store.add(hash, PeerAddress.ipv4(0x7f000001, 2), false, 0);
        assertThat(store.some(hash, 9, false, random)).hasSize(2);
    }

    @Test
    void aSwarmThatIsFullTakesNoMoreAndSaysSo() {
        for (int i = 0; i < PeerStore.MOST_OF_A_SWARM + 5; i++) {
            store.add(hash, host(i), false, 0);
        }
        assertThat(store.size()).isEqualTo(PeerStore.MOST_OF_A_SWARM);
        assertThat(store.hasRoomFor(hash)).isFalse();
        assertThat(store.add(hash, host(3), false, 9)).as("who is there is renewed").isTrue();
    }

    @Test
    void aHostHasABoundedNumberOfPlaces() {
        for (int i = 0; i < PeerStore.MOST_OF_A_HOST + 50; i++) {
            store.add(NodeId.random(random).infoHash(), host(1).withPort(1 + i), false, 0);
        }
        assertThat(store.size()).isEqualTo(PeerStore.MOST_OF_A_HOST);
        store.expire(Duration.ofMinutes(31).toNanos());
        assertThat(store.size()).isZero();
        assertThat(store.add(hash, host(1), false, 0)).isTrue();
    }

    @Test
    void whenItIsFullFarSwarmsGiveWayToCloserOnes() {
        for (int i = 0; i < PeerStore.MOST; i++) {
            NodeId far = own.randomSharing(random.nextInt(4), random);
            store.add(far.infoHash(), host(i), false, 0);
        }
        assertThat(store.size()).isEqualTo(PeerStore.MOST);
        InfoHash near = own.randomSharing(20, random).infoHash();
        assertThat(store.add(near, host(-1), false, 0)).isTrue();
        assertThat(store.has(near)).isTrue();
        assertThat(store.size()).isEqualTo(PeerStore.MOST);
        assertThat(store.add(own.distance(new NodeId(-1, -1, -1)).infoHash(), host(-2), false, 0))
                .isFalse();
    }

    @Test
    void choosesAtRandom() {
        for (int i = 0; i < 100; i++) {
            store.add(hash, host(i), false, 0);
        }
        Set<PeerAddress> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            assertThat(store.some(hash, 10, false, random)).hasSize(10).doesNotHaveDuplicates();
            seen.addAll(store.some(hash, 10, false, random));
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void samplesAndMoves() {
        for (int i = 0; i < 50; i++) {
            store.add(NodeId.random(random).infoHash(), host(i), false, 0);
        }
        store.add(hash, host(99), false, 0);
        store.moveTo(NodeId.random(random));
        assertThat(store.some(hash, 5, false, random)).containsExactly(host(99));
        assertThat(store.sample(20, random)).hasSize(20).doesNotHaveDuplicates();
        assertThat(store.sample(99, random)).hasSize(51).contains(hash);
    }
}
