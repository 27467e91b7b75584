package dunlin.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.linux.OwnSockets;
import dunlin.net.udp.PacketPort.Kind;
import dunlin.net.udp.PacketPort.Sent;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same socket by calls of the C library, and how it comes to that. */
@Timeout(60)
@EnabledOnOs(
        value = OS.LINUX,
        architectures = {"amd64", "aarch64"})
class TakenSocketTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static SharedPort open() throws IOException {
        return SharedPort.open(new InetSocketAddress(LOOPBACK, 0));
    }

    private static SharedPort opened() throws IOException {
        SharedPort port = open();
        port.expectMuch();
        awaitBatches(port);
        return port;
    }

    private static void awaitBatches(SharedPort port) {
        while (!port.takesBatches()) {
            Thread.yield();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    void isFoundWhereverItIsBound(String host) throws IOException {
        InetAddress address = InetAddress.ofLiteral(host);
        try (SharedPort port = SharedPort.open(new InetSocketAddress(address, 0))) {
            assertThat(TakenSocket.at(port.address()).descriptor()).isPositive();
        }
    }

    @Test
    void isNotTakenForAnother() throws IOException {
        InetSocketAddress gone;
        try (SharedPort port = open()) {
            gone = port.address();
        }
        try (DatagramSocket other =
                new DatagramSocket(gone.getPort(), InetAddress.ofLiteral("127.0.0.2"))) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> TakenSocket.at(gone)).isInstanceOf(IOException.class);
        }
    }

    /** At whatever moment the port is closed. */
    @Test
    void leavesNothingBehind() throws Exception {
        for (int i = 0; i < 60; i++) {
            SharedPort port = open();
            port.lead(Kind.KRPC, (packet, from) -> {});
            port.expectMuch();
            if (i % 3 == 0) {
                awaitBatches(port);
            } else {
                for (int spins = 0; spins < i * 200; spins++) {
                    Thread.onSpinWait();
                }
            }
            PacketPort.Batch batch = port.batch();
            PeerAddress at = PeerAddress.of(port.address());
            batch.add(at, ByteBuffer.wrap(new byte[] {'d'}), MemorySegment.NULL, 0, 0);
            port.close();
            batch.add(at, ByteBuffer.wrap(new byte[] {'d'}), MemorySegment.NULL, 0, 0);
            assertThat(batch.send()).isEqualTo(Sent.LOST);
            assertThat(port.counts().overflowed()).isZero();
            assertThat(OwnSockets.boundTo(port.address(), LinuxCalls.SOCK_DGRAM)).isEmpty();
        }
    }

    /** The number of its socket is another's by then. */
    @Test
    void isClosedOnce() throws Exception {
        SharedPort closed = opened();
        closed.close();
        Semaphore heard = new Semaphore(0);
        try (SharedPort port = opened()) {
            port.lead(Kind.KRPC, (packet, from) -> heard.release());
            closed.close();
            assertThat(port.send(ByteBuffer.wrap(new byte[] {'d'}), PeerAddress.of(port.address())))
                    .isTrue();
            heard.acquire();
        }
    }

    /** Numbered packets go on coming, never many at once, while both ends go over. */
    @Test
    void losesNothingInTheChangeOver() throws Exception {
        Semaphore room = new Semaphore(100);
        AtomicInteger next = new AtomicInteger();
        AtomicReference<String> wrong = new AtomicReference<>();
        try (SharedPort one = open();
                SharedPort two = open()) {
            two.lead(
                    Kind.KRPC,
                    (packet, from) -> {
                        int number = packet.getInt(packet.position() + 4);
                        int length = 8 + number % 1_400;
                        if (number != next.getAndIncrement() || packet.remaining() != length) {
                            wrong.compareAndSet(null, number + ": " + packet);
                        }
                        room.release();
                    });
            PacketPort.Batch batch = one.batch();
            PeerAddress to = PeerAddress.of(two.address());
            ByteBuffer head = ByteBuffer.allocate(8).put(0, (byte) 'd');
            int sent = 0;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment payload = arena.allocate(1_400);
                while (sent < 20_000 || !one.takesBatches() || !two.takesBatches()) {
                    if (sent == 1_000) {
                        one.expectMuch();
                        two.expectMuch();
                    }
                    for (int i = 0; i < 10; i++) {
                        room.acquire();
                        batch.add(to, head.putInt(4, sent), payload, 0, sent % 1_400);
                        sent++;
                    }
                    assertThat(batch.send()).isEqualTo(Sent.TAKEN);
                }
                room.acquire(100);
            }
            assertThat(wrong.get()).isNull();
            assertThat(next.get()).isEqualTo(sent);
            assertThat(two.counts().received()).isEqualTo(sent);
        }
    }

    /** They come as few messages, and are told of one by one. */
    @Test
    void packetsThatLeaveTogetherAreHeardAlone() throws Exception {
        int[] lengths = {1_452, 1_452, 1_452, 700, 60_000, 60_000, 3, 9_000, 9_000, 1, 1, 1};
        StringBuilder heard = new StringBuilder();
        Semaphore all = new Semaphore(0);
        try (SharedPort one = opened();
                SharedPort two = opened();
                Arena arena = Arena.ofConfined()) {
            two.lead(
                    Kind.UTP,
                    (packet, from) -> {
                        assertThat(from.port()).isEqualTo(one.address().getPort());
                        heard.append(packet.remaining() - 1).append(' ');
                        for (int i = packet.position() + 1; i < packet.limit(); i++) {
                            if (packet.get(i) != (byte) (i - packet.position() - 1)) {
                                heard.append("wrong ");
                            }
                        }
                        all.release();
                    });
            MemorySegment payload = arena.allocate(60_000);
            for (int i = 0; i < 60_000; i++) {
                payload.set(ValueLayout.JAVA_BYTE, i, (byte) i);
            }
            PacketPort.Batch batch = one.batch();
            StringBuilder expected = new StringBuilder();
            for (int round = 0; round < 20; round++) {
                for (int length : lengths) {
                    batch.add(
                            PeerAddress.of(two.address()),
                            ByteBuffer.wrap(new byte[] {1}),
                            payload,
                            0,
                            length);
                    expected.append(length).append(' ');
                }
                assertThat(batch.send()).isEqualTo(Sent.TAKEN);
                all.acquire(lengths.length);
            }
            assertThat(heard).hasToString(expected.toString());
        }
    }

    @Test
    void refusesPayloadsThatTheSystemCannotReach() throws Exception {
        try (SharedPort port = opened();
                Arena arena = Arena.ofConfined()) {
            PacketPort.Batch batch = port.batch();
            PeerAddress to = PeerAddress.of(port.address());
            ByteBuffer head = ByteBuffer.wrap(new byte[] {1});
            MemorySegment heap = MemorySegment.ofArray(new byte[10]);
            assertThatThrownBy(() -> batch.add(to, head, heap, 0, 10))
                    .isInstanceOf(IllegalArgumentException.class);
            MemorySegment bytes = arena.allocate(10);
            assertThatThrownBy(() -> batch.add(to, head, bytes, 1, 10))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(batch.send()).isEqualTo(Sent.TAKEN);
            assertThat(port.counts().sent()).isZero();
        }
    }

    /** Nobody reads while the listener is held up. */
    @Test
    void countsWhatTheSystemHadNoRoomFor() throws Exception {
        Semaphore first = new Semaphore(0);
        Semaphore goesOn = new Semaphore(0);
        try (SharedPort port = opened();
                DatagramSocket stranger = new DatagramSocket(0, LOOPBACK)) {
            port.lead(
                    Kind.UTP,
                    (packet, from) -> {
                        first.release();
                        goesOn.acquireUninterruptibly();
                    });
            byte[] large = new byte[60_000];
            large[0] = 1;
            DatagramPacket packet = new DatagramPacket(large, large.length, port.address());
            stranger.send(packet);
            first.acquire();
            for (int sent = 0; sent < 2L * port.receiveBuffer() + 60_000; sent += 60_000) {
                stranger.send(packet);
            }
            assertThat(port.counts().overflowed()).isPositive();
            goesOn.release(1_000);
        }
    }
}
