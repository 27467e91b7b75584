package dunlin.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.udp.UdpSocket.Exchanged;
import dunlin.net.udp.UdpSocket.Lengths;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(
        value = OS.LINUX,
        architectures = {"amd64", "aarch64"})
class OutgoingTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int BATCH = 100;
    private static final int LONGEST = 1_400;
    private static final int SO_NO_CHECK = 11;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment envelopes = arena.allocate(2L * LinuxSocket.ENVELOPE, Long.BYTES);
    private DatagramSocket anna;
    private DatagramSocket bert;
    private LinuxPort port;
    private Outgoing outgoing;

    @BeforeEach
    void open() throws IOException {
        anna = receiver(0);
        bert = receiver(LinuxSocket.ENVELOPE);
        Lengths lengths = new Lengths(100, LONGEST);
        port = LinuxPort.open(new InetSocketAddress(LOOPBACK, 0), BATCH, lengths);
        outgoing = new Outgoing(port.cuts(), BATCH, 1, 0);
    }

    @AfterEach
    void close() {
        port.close();
        anna.close();
        bert.close();
        arena.close();
    }

    /** A socket, and where it is in an envelope. */
    private DatagramSocket receiver(long envelope) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
        socket.setSoTimeout(60_000);
        envelopes.set(ValueLayout.JAVA_SHORT, envelope, (short) LinuxCalls.AF_INET6);
        envelopes.set(
                MessageLayout.NETWORK_SHORT,
                envelope + MessageLayout.PORT,
                (short) socket.getLocalPort());
        envelopes.set(
                MessageLayout.NETWORK_LONG,
                envelope + MessageLayout.ADDRESS + Long.BYTES,
                0xffff_7f000001L);
        return socket;
    }

    private void answer(DatagramSocket to, int length, int value) {
        outgoing.part(0, arena.allocate(length + 1L).fill((byte) value).address(), length);
        outgoing.add(envelopes, to == anna ? 0 : LinuxSocket.ENVELOPE);
    }

    private int send() throws IOException {
        return port.use(descriptor -> new Exchanged(false, outgoing.send(descriptor, 0))).unsent();
    }

    private static void assertReceives(DatagramSocket by, int length, int value)
            throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        by.receive(packet);
        byte[] expected = new byte[length];
        Arrays.fill(expected, (byte) value);
        assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).isEqualTo(expected);
    }

    @Test
    void answersOfOneLengthToOneReceiverAreOneMessage() throws IOException {
        for (int i = 0; i < 5; i++) {
            answer(anna, 320, i);
        }
        assertThat(outgoing.messages()).isEqualTo(1);
        assertThat(send()).isZero();
        for (int i = 0; i < 5; i++) {
            assertReceives(anna, 320, i);
        }
        assertThat(port.cuts().areMade()).as("this system cuts them").isTrue();
    }

    /** A shorter one may end a message, and nothing longer may be in it. */
    @Test
    void lengthsAndReceiversBeginMessages() throws IOException {
        int[] lengths = {300, 300, 20, 300, 320, 320, 0, 0, 50, 50};
        for (int i = 0; i < lengths.length; i++) {
            answer(anna, lengths[i], i);
        }
        answer(bert, 50, 77);
        answer(anna, 50, 78);
        answer(anna, 50, 79);
        assertThat(send()).isZero();
        for (int i = 0; i < lengths.length; i++) {
            assertReceives(anna, lengths[i], i);
        }
        assertReceives(bert, 50, 77);
        assertReceives(anna, 50, 78);
        assertReceives(anna, 50, 79);
        assertThat(port.cuts().areMade()).isTrue();
    }

    /** Of 65,000 bytes and 64 packets, and each batch begins anew. */
    @Test
    void messagesAreBounded() throws IOException {
        for (int round = 0; round < 2; round++) {
            outgoing.clear();
            for (int i = 0; i < BATCH; i++) {
                answer(anna, 8, i);
            }
            assertThat(outgoing.messages()).isEqualTo(2);
            assertThat(send()).isZero();
            for (int i = 0; i < BATCH; i++) {
                assertReceives(anna, 8, i);
            }
        }
        outgoing.clear();
        for (int i = 0; i < 50; i++) {
            answer(anna, LONGEST, i);
        }
        assertThat(outgoing.messages()).isEqualTo(2);
        assertThat(send()).isZero();
        for (int i = 0; i < 50; i++) {
            assertReceives(anna, LONGEST, i);
        }
    }

    @Test
    void whereNothingIsCutEachIsSentAndFromThenOnAlone() throws IOException {
        // A socket without checksums may not have messages cut.
        port.use(descriptor -> {
            MemorySegment yes = arena.allocateFrom(JAVA_INT, 1);
            assertThat(LinuxCalls.setsockopt(descriptor, LinuxCalls.SOL_SOCKET, SO_NO_CHECK, yes))
                    .isZero();
            return new Exchanged(false, 0);
        });
        for (int round = 0; round < 2; round++) {
            outgoing.clear();
            for (int i = 0; i < 3; i++) {
                answer(anna, 100, i);
                answer(bert, 100, 10 + i);
                answer(bert, 100, 20 + i);
            }
            assertThat(outgoing.messages()).isEqualTo(round == 0 ? 6 : 9);
            assertThat(send()).isZero();
            for (int i = 0; i < 3; i++) {
                assertReceives(anna, 100, i);
                assertReceives(bert, 100, 10 + i);
                assertReceives(bert, 100, 20 + i);
            }
            assertThat(port.cuts().areMade()).isFalse();
        }
    }

    /** Nobody is at port 0; those before and behind are sent. */
    @Test
    void countsWhatCannotBeSent() throws IOException {
        answer(anna, 100, 1);
        envelopes.set(
                MessageLayout.NETWORK_SHORT, LinuxSocket.ENVELOPE + MessageLayout.PORT, (short) 0);
        answer(bert, 100, 2);
        answer(bert, 100, 3);
        answer(anna, 100, 4);
        assertThat(outgoing.messages()).isEqualTo(3);
        assertThat(send()).isEqualTo(2);
        assertReceives(anna, 100, 1);
        assertReceives(anna, 100, 4);
        assertThat(port.cuts().areMade()).as("not the cutting failed").isTrue();
    }
}
