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
        boolean refused = admission(self).refusal(second, List.of(first)).isPresent();
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
        admission(low).refusal(dialled, List.of(incoming));
        assertThat(incoming.address()).isEqualTo(dialled.address());
    }

    @Test
    void doesNotBlameAPeerForOneThatCameUnderItsIdFromAnotherHost() {
        InetSocketAddress liars = new InetSocketAddress("198.51.100.1", 40_000);
        SwarmPeer liar = new SwarmPeer(SilentConnection.with(liars, high, true), 0);
        SwarmPeer honest = peer(6881, high, false);
        admission(low).refusal(honest, List.of(liar));
        assertThat(liar.address()).isEqualTo(liars);
        assertThat(admission(high).ban(liar)).contains(liars);
    }

    @Test
    void turnsAwayMoreThanTheMost() {
        Admission admission = admission(low);
        List<SwarmPeer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SwarmPeer peer = peer(i + 1, PeerId.random(random), true);
            assertThat(admission.refusal(peer, peers)).isEmpty();
            peers.add(peer);
        }
        assertThat(admission.refusal(peer(9, PeerId.random(random), true), peers))
                .contains("too many peers");
    }

    @Test
    void knowsABannedPeerOfThisMachineByItsIdAndForgetsTheOldestOfThousands() {
        Admission admission = admission(low);
        admission.ban(peer(1, high, true));
        assertThat(admission.refusal(peer(2, high, true), List.of())).contains("banned");
        assertThat(admission.refusal(peer(1, PeerId.random(random), true), List.of()))
                .contains("banned");
        assertThat(admission.refusal(peer(2, PeerId.random(random), true), List.of())).isEmpty();
        for (int i = 0; i < 1_000; i++) {
            admission.ban(peer(10_000 + i, PeerId.random(random), true));
        }
        assertThat(admission.refusal(peer(2, high, true), List.of())).isEmpty();
    }
}
