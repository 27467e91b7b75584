package dunlin.discovery.dht;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.dht.core.Signatures;
import dunlin.net.NameLookup;
import dunlin.net.udp.PacketPort;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.testkit.VirtualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More than a peer's nodes can hear, all at one moment. */
@Tag("attack")
class DhtFloodAttackTest {
    private final VirtualTime time = new VirtualTime();
    private final VirtualPorts network = new VirtualPorts(time);
    private final VirtualPorts.Port port = network.port("10.0.0.1:6881");
    private final Dht dht =
            Dht.start(
                    port,
                    new DhtSettings(Set.of(Family.IPV4), 6881, List.of(), true, false),
                    Memory.NONE,
                    DhtListener.NONE,
                    new Dht.Surroundings(
                            time,
                            new Random(1),
                            new NameLookup(InetAddress::getAllByName),
                            Signatures.ED25519));

    @Test
    void packetsThatComeFasterThanTheyAreHeardAreLostAndCounted() {
        VirtualPorts.Port stranger = network.port("10.0.0.2:1");
        ByteBuffer packet = ByteBuffer.wrap("d1:q4:ping1:y1:qe".getBytes(US_ASCII));
        for (int i = 0; i < 100_000; i++) {
            stranger.send(packet, PeerAddress.of(port.address()));
        }
        time.runUntil(() -> false, Duration.ofSeconds(5));
        assertThat(dht.status().lost()).isGreaterThan(90_000);
        assertThat(port.counts().sent()).isLessThan(1_000);
    }

    @Test
    void fewNodesOfWhichPeersTellAreAskedAtATime() {
        for (int i = 1; i < 60_000; i++) {
            dht.learn(new InetSocketAddress("10.0.0.3", i));
        }
        time.runUntil(() -> false, Duration.ofSeconds(5));
        assertThat(port.counts()).extracting(PacketPort.Counts::sent).isEqualTo(64L);
    }
}
