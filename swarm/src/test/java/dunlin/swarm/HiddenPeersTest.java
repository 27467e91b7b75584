package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.peer.Transport;
import dunlin.protocol.ProtocolException;
import dunlin.testkit.SampleShare;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers behind routers that let in only answers meet through a third (BEP 55), in virtual time. */
class HiddenPeersTest {
    private static final int PIECE = 64 * 1024;
    private static final long UPLINK = 1 << 20;
    private static final long SLOW = 1 << 12;
    private static final Duration SOON = Duration.ofMinutes(1);

    private final SimulatedSwarm swarm = new SimulatedSwarm(SampleShare.of(PIECE, 16 * PIECE), 1);

    HiddenPeersTest() throws ProtocolException {}

    private static SimulatedSwarm.Peer hidden(SimulatedSwarm.Peer peer) {
        peer.host.hide();
        return peer;
    }

    private static List<InetSocketAddress> at(SimulatedSwarm.Peer... peers) {
        return List.of(peers).stream().map(peer -> peer.host.address()).toList();
    }

    private static List<InetSocketAddress> peersOf(SimulatedSwarm.Peer peer) {
        return peer.swarm.status().peers().stream().map(SwarmStatus.Peer::address).toList();
    }

    @ParameterizedTest
    @EnumSource(Transport.Kind.class)
    void twoWhomNobodyCanDialFetchFromEachOther(Transport.Kind waysToTheThird) {
        swarm.gossips(waysToTheThird);
        SimulatedSwarm.Peer third = swarm.bystander();
        SimulatedSwarm.Peer seeder = hidden(swarm.seeder(UPLINK));
        SimulatedSwarm.Peer leecher = hidden(swarm.leechers(1, UPLINK).getFirst());
        swarm.peers.forEach(peer -> peer.swarm.start());
        seeder.hearsOf(at(third));
        leecher.hearsOf(at(third));
        assertThat(swarm.time.runUntil(() -> leecher.completedAt().isPositive(), SOON)).isTrue();
    }

    /** Both dial, and what comes of it is one connection, whoever was first. */
    @ParameterizedTest
    @EnumSource(Transport.Kind.class)
    void ofTheConnectionsThatBothMakeOneStays(Transport.Kind waysToTheThird) {
        swarm.gossips(waysToTheThird);
        SimulatedSwarm.Peer third = swarm.bystander();
        List<SimulatedSwarm.Peer> hidden = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SimulatedSwarm.Peer peer =
                    i == 0 ? swarm.seeder(SLOW) : swarm.leechers(1, SLOW).getFirst();
            hidden.add(hidden(peer));
        }
        swarm.peers.forEach(peer -> peer.swarm.start());
        hidden.forEach(peer -> peer.hearsOf(at(third)));
        swarm.time.runUntil(() -> false, SOON);
        List<InetSocketAddress> all =
                swarm.peers.stream().map(peer -> peer.host.address()).toList();
        for (SimulatedSwarm.Peer peer : swarm.peers) {
            assertThat(peersOf(peer))
                    .containsExactlyInAnyOrderElementsOf(
                            all.stream().filter(it -> !it.equals(peer.host.address())).toList());
        }
    }

    @Test
    void withoutAThirdTheyDoNotMeet() {
        swarm.gossips(Transport.Kind.UTP);
        SimulatedSwarm.Peer seeder = hidden(swarm.seeder(UPLINK));
        SimulatedSwarm.Peer leecher = hidden(swarm.leechers(1, UPLINK).getFirst());
        swarm.peers.forEach(peer -> peer.swarm.start());
        leecher.hearsOf(at(seeder));
        swarm.time.runUntil(() -> false, SOON);
        assertThat(peersOf(leecher)).isEmpty();
    }
}
