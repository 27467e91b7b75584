package dunlin.net.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.udp.PacketPort.Kind;
import dunlin.net.udp.UdpSocket.Lengths;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketPortTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);
    private static final Lengths LENGTHS = new Lengths(PacketPort.MAX_PACKET + 1, 1);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private static PacketPort open(boolean portable, InetSocketAddress at) throws IOException {
        return portable ? SharedPort.open(UdpPort.portable(at, LENGTHS)) : PacketPort.open(at);
    }

    private PacketPort.Listener ear(String name) {
        return (packet, from) -> heard.add(name + " " + text(packet) + " from " + from.port());
    }

    private static String text(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static ByteBuffer packet(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    private static PeerAddress at(PacketPort port) {
        return PeerAddress.of(port.address());
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(60, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leadsEachPacketToWhoSpeaksItsProtocol(boolean portable) throws Exception {
        try (PacketPort one = open(portable, LOOPBACK);
                PacketPort two = open(portable, LOOPBACK)) {
            two.lead(Kind.KRPC, ear("dht"));
            two.lead(Kind.UTP, ear("utp"));
            for (String sent : List.of("\u0021syn", "GET /", "", "\u00ff", "\u0051", "d1:y1:qe")) {
                assertThat(one.send(packet(sent), at(two))).isTrue();
            }
            int from = one.address().getPort();
            assertThat(next()).isEqualTo("utp \u0021syn from " + from);
            assertThat(next()).isEqualTo("dht d1:y1:qe from " + from);
            assertThat(heard).isEmpty();
            assertThat(two.counts()).isEqualTo(new PacketPort.Counts(2, 4, 0, 0));
            assertThat(one.counts()).isEqualTo(new PacketPort.Counts(0, 0, 6, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dropsWhatIsTooLongAndHasNothingOfIt(boolean portable) throws Exception {
        try (PacketPort one = open(portable, LOOPBACK);
                PacketPort two = open(portable, LOOPBACK)) {
            two.lead(Kind.KRPC, (packet, from) -> heard.add("" + packet.remaining()));
            for (int length : new int[] {PacketPort.MAX_PACKET + 1, 60_000, 70_000}) {
                one.send(packet("d".repeat(length)), at(two));
            }
            one.send(packet("d".repeat(PacketPort.MAX_PACKET)), at(two));
            assertThat(next()).isEqualTo("" + PacketPort.MAX_PACKET);
            assertThat(two.counts().dropped()).isEqualTo(2);
            assertThat(one.counts().unsent()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hearsBothFamiliesOnOnePort(boolean portable) throws Exception {
        try (PacketPort one = open(portable, new InetSocketAddress(0));
                PacketPort two = open(portable, new InetSocketAddress(0))) {
            two.lead(Kind.KRPC, (packet, from) -> heard.add(from.isIpv4() + " " + text(packet)));
            int port = two.address().getPort();
            one.send(packet("d4"), PeerAddress.of(InetAddress.ofLiteral("127.0.0.1"), port));
            assertThat(next()).isEqualTo("true d4");
            one.send(packet("d6"), PeerAddress.of(InetAddress.ofLiteral("::1"), port));
            assertThat(next()).isEqualTo("false d6");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesWhatCannotLeave(boolean portable) throws Exception {
        try (PacketPort port = open(portable, LOOPBACK)) {
            assertThat(port.send(packet("d"), PeerAddress.parse("[2001:db8::1]:1").orElseThrow()))
                    .isFalse();
            assertThat(port.counts().unsent()).isEqualTo(1);
        }
    }

    @Test
    void takesAnotherPortWhereOneIsTaken() throws Exception {
        try (PacketPort first = PacketPort.open(LOOPBACK);
                PacketPort second = PacketPort.open(first.address())) {
            assertThat(second.address().getAddress()).isEqualTo(first.address().getAddress());
            assertThat(second.address().getPort()).isNotEqualTo(first.address().getPort());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void survivesAListenerWithAFault(boolean portable) throws Exception {
        try (PacketPort one = open(portable, LOOPBACK);
                PacketPort two = open(portable, LOOPBACK)) {
            two.lead(
                    Kind.KRPC,
                    (packet, from) -> {
                        throw new IllegalStateException("for the test");
                    });
            two.lead(Kind.UTP, ear("utp"));
            one.send(packet("d"), at(two));
            one.send(packet("\u0001"), at(two));
            assertThat(next()).startsWith("utp");
        }
    }

    /** Whoever receives may wait for a lock under which another sends. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesWhileOthersSendUnderALockThatItsListenerTakes(boolean portable) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        PacketPort port = open(portable, LOOPBACK);
        port.lead(
                Kind.KRPC,
                (packet, from) -> {
                    heard.add("heard");
                    lock.lock();
                    lock.unlock();
                });
        lock.lock();
        port.send(packet("d"), at(port));
        next();
        Thread closer = Thread.ofPlatform().start(port::close);
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(port.send(packet("d"), at(port))).isFalse();
        lock.unlock();
        closer.join();
        assertThat(port.send(packet("d"), at(port))).isFalse();
    }

    @Test
    void turnsAwayOnlyWhoStandsThere() throws Exception {
        try (PacketPort port = PacketPort.open(LOOPBACK)) {
            PacketPort.Listener old = ear("old");
            port.lead(Kind.KRPC, old);
            port.lead(Kind.KRPC, ear("new"));
            port.turnAway(Kind.KRPC, old);
            port.send(packet("d"), at(port));
            assertThat(next()).startsWith("new d");
        }
    }
}
