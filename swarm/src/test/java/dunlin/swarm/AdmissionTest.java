package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Ticker;
import dunlin.peer.Dialer;
import dunlin.protocol.PeerId;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Random random = new Random(1);
    private final PeerId low = id(1);
    private final PeerId high = id(200);

    private static PeerId id(int fill) {
        byte[] bytes = new byte[PeerId.LENGTH];
        Arrays.fill(bytes, (byte) fill);
        return PeerId.of(bytes);
    }

    private static Admission admission(PeerId self) {
        Dialer nobody =
                (_, _, _) -> {
                    throw new IOException("nobody is dialled here");
                };
        Connector connector = new Connector(new AddressBook(10, true), nobody, Ticker.SYSTEM);
        return new Admission(self, 3, connector);
    }

    private static SwarmPeer peer(int port, PeerId id, boolean incoming) {
        return new SwarmPeer(SilentConnection.with(port, id, incoming), 0);
    }

    /** Of two connections, one dialled by each side, the one that is kept. */
    private static SwarmPeer kept(PeerId self, SwarmPeer first, SwarmPeer second) {
        boolean refused = admission(self).refusal(second, List.of(first), 0).isPresent();
        assertThat(first.connection.isClosed()).isEqualTo(!refused);
        return refused ? first : second;
    }

    @Test
    void keepsTheSameOneOfTwoConnectionsOnBothSidesInWhateverOrderTheyCome() {
        // The one that the higher dials is outgoing there and incoming here.
        for (boolean inOrder : new boolean[] {true, false}) {
            SwarmPeer out = peer(1, high, false);
            SwarmPeer in = peer(2, high, true);
            assertThat(inOrder ? kept(low, out, in) : kept(low, in, out)).isSameAs(in);
            out = peer(1, low, false);
            in = peer(2, low, true);
            assertThat(inOrder ? kept(high, out, in) : kept(high, in, out)).isSameAs(out);
        }
    }

    @Test
    void keepsTheOlderOfTwoThatTheSameSideDialled() {
        SwarmPeer old = peer(1, high, true);
        assertThat(kept(low, old, peer(2, high, true))).isSameAs(old);
    }

    @Test
    void learnsWhereAPeerListensFromADialThatMetItAgain() {
        SwarmPeer incoming = peer(1, high, true);
        SwarmPeer dialled = peer(6881, high, false);
        admission(low).refusal(dialled, List.of(incoming), 0);
        assertThat(incoming.address()).isEqualTo(dialled.address());
    }

    @Test
    void whoComesUnderThePeersIdFromAnotherHostIsAnotherPeer() {
        InetSocketAddress elsewhere = new InetSocketAddress("198.51.100.1", 40_000);
        for (PeerId self : List.of(low, high)) {
            SwarmPeer honest = peer(6881, id(100), false);
            SwarmPeer copy = new SwarmPeer(SilentConnection.with(elsewhere, id(100), true), 0);
            assertThat(admission(self).refusal(copy, List.of(honest), 0)).isEmpty();
            assertThat(honest.connection.isClosed()).isFalse();
            assertThat(admission(self).refusal(honest, List.of(copy), 0)).isEmpty();
            assertThat(copy.connection.isClosed()).isFalse();
            assertThat(admission(self).ban(copy)).contains(elsewhere);
        }
    }

    @Test
    void aBanOfOneWithThePeersIdElsewhereIsNotThatPeers() {
        Admission admission = admission(low);
        InetSocketAddress elsewhere = new InetSocketAddress("198.51.100.1", 40_000);
        admission.ban(new SwarmPeer(SilentConnection.with(elsewhere, high, true), 0));
        assertThat(admission.refusal(peer(1, high, true), List.of(), 0)).isEmpty();
        InetSocketAddress again = new InetSocketAddress("198.51.100.1", 40_001);
        SwarmPeer back = new SwarmPeer(SilentConnection.with(again, high, true), 0);
        assertThat(admission.refusal(back, List.of(), 0)).contains("banned");
    }

    @Test
    void theIdleOfOneHostGiveWayToOneFromElsewhere() {
        Admission admission = admission(low);
        List<SwarmPeer> peers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SwarmPeer idle = peer(i + 1, PeerId.random(random), true);
            assertThat(admission.refusal(idle, peers, 0)).isEmpty();
            peers.add(idle);
        }
        InetSocketAddress elsewhere = new InetSocketAddress("198.51.100.1", 40_000);
        SwarmPeer fresh = new SwarmPeer(SilentConnection.with(elsewhere, high, true), 0);
        assertThat(admission.refusal(fresh, peers, 1)).isEmpty();
        assertThat(peers.stream().filter(peer -> peer.connection.isClosed())).hasSize(1);
    }

    @Test
    void turnsAwayMoreThanTheMostButDialsAThirdOfThem() {
        Admission admission = admission(low);
        List<SwarmPeer> peers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SwarmPeer peer = peer(i + 1, PeerId.random(random), true);
            assertThat(admission.refusal(peer, peers, 0)).isEmpty();
            peers.add(peer);
        }
        assertThat(admission.refusal(peer(9, PeerId.random(random), true), peers, 0))
                .contains("too many peers");
        SwarmPeer dialled = peer(8, PeerId.random(random), false);
        assertThat(admission.refusal(dialled, peers, 0)).isEmpty();
    }

    @Test
    void knowsABannedPeerByItsHostAndIdAndForgetsTheOldestOfThousands() {
        Admission admission = admission(low);
        admission.ban(peer(1, high, true));
        assertThat(admission.refusal(peer(2, high, true), List.of(), 0)).contains("banned");
        assertThat(admission.refusal(peer(1, PeerId.random(random), true), List.of(), 0))
                .contains("banned");
        assertThat(admission.refusal(peer(2, PeerId.random(random), true), List.of(), 0)).isEmpty();
        for (int i = 0; i < 1_000; i++) {
            admission.ban(peer(10_000 + i, PeerId.random(random), true));
        }
        assertThat(admission.refusal(peer(2, high, true), List.of(), 0)).isEmpty();
    }
}
