package dunlin.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.udp.PacketPort.Kind;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers send what nobody speaks, as fast as they can. */
@Tag("attack")
@Timeout(120)
class JunkFloodAttackTest {
    private static final InetSocketAddress LOOPBACK =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    private static final int EXCHANGES = 40;

    /** Neither is looked at beyond its first byte and its length. */
    private static final List<byte[]> JUNK =
            List.of(
                    new byte[0],
                    "GET / HTTP/1.1".getBytes(),
                    new byte[1_400],
                    ("d" + "1".repeat(Kind.KRPC.longest())).getBytes(),
                    new byte[] {0x51});

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Set<Byte> strange = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void doesNotKeepOthersFromBeingHeard(boolean byBatches) throws Exception {
        List<Thread> strangers = new ArrayList<>();
        try (PacketPort port = PacketPort.open(LOOPBACK);
                PacketPort honest = PacketPort.open(LOOPBACK)) {
            if (byBatches) {
                port.expectMuch();
            }
            answer(port, Kind.KRPC, (byte) 'd');
            answer(port, Kind.UTP, (byte) 0x21);
            for (int i = 0; i < 2; i++) {
                strangers.add(Thread.ofPlatform().start(() -> flood(port.address())));
            }
            exchange(honest, port, Kind.KRPC, (byte) 'd');
            exchange(honest, port, Kind.UTP, (byte) 0x21);
            assertThat(strange).isEmpty();
            assertThat(port.counts().dropped()).isPositive();
            assertThat(port.counts().sent()).isLessThanOrEqualTo(port.counts().received());
        } finally {
            isOver.set(true);
            for (Thread stranger : strangers) {
                stranger.join();
            }
        }
    }

    private void answer(PacketPort port, Kind kind, byte first) {
        port.lead(
                kind,
                (packet, from) -> {
                    if (packet.remaining() != 2 || packet.get(packet.position()) != first) {
                        strange.add(packet.get(packet.position()));
                    }
                    port.send(packet, from);
                });
    }

    /** What is lost among the junk is sent again, as those who speak it do. */
    private static void exchange(PacketPort from, PacketPort to, Kind kind, byte first)
            throws InterruptedException {
        Semaphore answered = new Semaphore(0);
        from.lead(kind, (packet, by) -> answered.release());
        for (byte i = 0; i < EXCHANGES; i++) {
            do {
                from.send(ByteBuffer.wrap(new byte[] {first, i}), PeerAddress.of(to.address()));
            } while (!answered.tryAcquire(200, TimeUnit.MILLISECONDS));
        }
    }

    private void flood(InetSocketAddress to) {
        try (DatagramSocket socket = new DatagramSocket()) {
            while (!isOver.get()) {
                for (byte[] junk : JUNK) {
                    socket.send(new DatagramPacket(junk, junk.length, to));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
