package dunlin.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.udp.UdpSocket.Lengths;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class UdpPortTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Lengths LENGTHS = new Lengths(100, 100);

    private static UdpPort open(int batch) throws IOException {
        return UdpPort.open(new InetSocketAddress(LOOPBACK, 0), batch, LENGTHS);
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void takesBatchesWhereTheSystemGivesThem() throws IOException {
        try (UdpPort port = open(8)) {
            assertThat(port).isInstanceOf(LinuxPort.class);
        }
    }

    @Test
    void knowsWhereTheCallsAre() {
        assertThat(LinuxCalls.areHere("Linux", "amd64")).isTrue();
        assertThat(LinuxCalls.areHere("Linux", "riscv64")).isFalse();
        assertThat(LinuxCalls.areHere("Mac OS X", "aarch64")).isFalse();
        assertThat(LinuxCalls.areHere("Windows 11", "amd64")).isFalse();
    }

    /** Every third request gets silence, so that answers are fewer than requests in a batch. */
    @Test
    void answersEachOfABatchWhereItCameFrom() throws Exception {
        UdpPort port = open(8);
        List<DatagramSocket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            DatagramSocket client = new DatagramSocket(0, LOOPBACK);
            client.setSoTimeout(60_000);
            client.send(new DatagramPacket(new byte[] {(byte) i}, 1, port.address()));
            clients.add(client);
        }
        List<Integer> ports = new ArrayList<>();
        try (port) {
            UdpSocket socket = port.socket();
            while (ports.size() < 20) {
                socket.exchange((request, sender, answer) -> {
                    int number = request.get(0);
                    ports.add(sender.port());
                    assertThat(sender.address()).isEqualTo(LOOPBACK);
                    answer.put((byte) number).putShort((short) sender.port());
                    return number % 3 != 0;
                });
            }
            for (int i = 0; i < 20; i++) {
                assertThat(ports.get(i)).isEqualTo(clients.get(i).getLocalPort());
                if (i % 3 != 0) {
                    DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                    clients.get(i).receive(answer);
                    assertThat(answer.getLength()).isEqualTo(3);
                    ByteBuffer bytes = ByteBuffer.wrap(answer.getData());
                    assertThat(bytes.get()).isEqualTo((byte) i);
                    assertThat(bytes.getShort()).isEqualTo((short) ports.get(i).intValue());
                }
            }
        } finally {
            clients.forEach(DatagramSocket::close);
        }
    }

    @Test
    void cutsWhatIsTooLong() throws Exception {
        UdpPort port = open(8);
        TreeSet<Integer> lengths = new TreeSet<>();
        try (port;
                DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            UdpSocket socket = port.socket();
            for (int length : new int[] {0, 99, 100, 101, 60_000}) {
                client.send(new DatagramPacket(new byte[length], length, port.address()));
                socket.exchange((request, sender, answer) -> {
                    lengths.add(request.limit());
                    return false;
                });
            }
        }
        assertThat(lengths).containsExactly(0, 99, 100);
    }

    /** One answer is longer than any packet may be; those around it are sent all the same. */
    @Test
    void countsAnswersThatCannotBeSent() throws Exception {
        Lengths lengths = new Lengths(100, 70_000);
        for (UdpPort port :
                List.of(
                        UdpPort.open(new InetSocketAddress(LOOPBACK, 0), 8, lengths),
                        UdpPort.portable(new InetSocketAddress(LOOPBACK, 0), lengths))) {
            try (port;
                    DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
                UdpSocket socket = port.socket();
                client.setSoTimeout(60_000);
                for (byte i = 0; i < 5; i++) {
                    client.send(new DatagramPacket(new byte[] {i}, 1, port.address()));
                }
                List<Byte> asked = new ArrayList<>();
                int unsent = 0;
                while (asked.size() < 5) {
                    unsent +=
                            socket.exchange(
                                            (request, sender, answer) -> {
                                                asked.add(request.get(0));
                                                answer.put(request.get(0));
                                                answer.position(request.get(0) == 2 ? 70_000 : 1);
                                                return true;
                                            })
                                    .unsent();
                }
                assertThat(unsent).isEqualTo(1);
                for (byte expected : new byte[] {0, 1, 3, 4}) {
                    DatagramPacket answer = new DatagramPacket(new byte[10], 10);
                    client.receive(answer);
                    assertThat(answer.getData()[0]).isEqualTo(expected);
                }
            }
        }
    }

    /** Whoever asks gets what others left; nobody waits who does not want to. */
    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void severalTakeFromOnePort() throws Exception {
        UdpPort port = open(8);
        try (port;
                DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            for (byte i = 0; i < 20; i++) {
                client.send(new DatagramPacket(new byte[] {i}, 1, port.address()));
            }
            List<Byte> taken = new ArrayList<>();
            UdpSocket.Responder responder = (request, from, answer) -> !taken.add(request.get(0));
            UdpSocket one = port.socket();
            UdpSocket another = port.socket();
            assertThat(one.exchange(responder).more()).isTrue();
            assertThat(another.exchangeNow(responder).more()).isTrue();
            assertThat(one.exchange(responder).more()).isFalse();
            assertThat(another.exchangeNow(responder).more()).isFalse();
            assertThat(taken)
                    .containsExactly(
                            IntStream.range(0, 20).mapToObj(i -> (byte) i).toArray(Byte[]::new));
        }
    }

    @Test
    void closingEndsTheWaitOfAnExchange() throws Exception {
        for (UdpPort port :
                List.of(open(8), UdpPort.portable(new InetSocketAddress(LOOPBACK, 0), LENGTHS))) {
            UdpSocket socket = port.socket();
            FutureTask<Integer> exchange =
                    new FutureTask<>(
                            () -> socket.exchange((request, from, answer) -> true).unsent());
            Thread waiting = Thread.ofPlatform().start(exchange);
            while (waiting.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
            port.close();
            assertThatThrownBy(exchange::get).hasCauseInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> socket.exchange((request, from, answer) -> true))
                    .isInstanceOf(ClosedChannelException.class);
            port.close();
        }
    }

    /** A machine has several; a client takes no answer from another than it asked. */
    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void answersFromTheAddressThatWasAsked() throws Exception {
        UdpPort port =
                UdpPort.open(
                        new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0), 8, LENGTHS);
        int number = port.address().getPort();
        try (port) {
            UdpSocket socket = port.socket();
            for (String asked : new String[] {"127.0.0.1", "127.0.0.2", "127.1.2.3", "::1"}) {
                InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(asked), number);
                try (DatagramSocket client = new DatagramSocket()) {
                    client.setSoTimeout(60_000);
                    client.send(new DatagramPacket(new byte[1], 1, to));
                    client.send(new DatagramPacket(new byte[2], 2, to));
                    client.send(new DatagramPacket(new byte[2], 2, to));
                    AtomicInteger seen = new AtomicInteger();
                    while (seen.get() < 3) {
                        // The first gets silence; the others' answers may go together.
                        socket.exchange((request, sender, answer) -> {
                            seen.incrementAndGet();
                            answer.put((byte) 7);
                            return request.limit() == 2;
                        });
                    }
                    for (int i = 0; i < 2; i++) {
                        DatagramPacket answer = new DatagramPacket(new byte[10], 10);
                        client.receive(answer);
                        assertThat(answer.getSocketAddress()).isEqualTo(to);
                        assertThat(answer.getLength()).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void addressesOfBothKindsAreRead() throws Exception {
        UdpPort port =
                UdpPort.open(
                        new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0), 1, LENGTHS);
        List<PeerAddress> senders = new ArrayList<>();
        try (port) {
            UdpSocket socket = port.socket();
            for (String from : new String[] {"127.0.0.1", "::1"}) {
                InetAddress address = InetAddress.ofLiteral(from);
                try (DatagramSocket client = new DatagramSocket(0, address)) {
                    InetSocketAddress to = new InetSocketAddress(address, port.address().getPort());
                    client.send(new DatagramPacket(new byte[1], 1, to));
                    socket.exchange((request, sender, answer) -> {
                        senders.add(sender.withPort(0));
                        return false;
                    });
                }
            }
        }
        assertThat(senders)
                .containsExactly(
                        PeerAddress.of(LOOPBACK, 0),
                        PeerAddress.of(InetAddress.ofLiteral("::1"), 0));
    }
}
