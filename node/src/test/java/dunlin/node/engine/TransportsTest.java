package dunlin.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.node.api.Reach;
import dunlin.node.api.Ways;
import dunlin.peer.ConnectionBudget;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which ports are bound, and under which number. */
class TransportsTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Ways NO_TCP = new Ways(false, true, false);
    private static final Ways NO_UTP = new Ways(true, false, false);
    private static final boolean REQUIRED = true;

    private static Transports open(int port, boolean required, Ways ways) throws IOException {
        NodeConfig config =
                new NodeConfig(
                        Path.of("nowhere"),
                        "alba",
                        Optional.of(HERE),
                        port,
                        required,
                        0,
                        0,
                        List.of(),
                        List.of(),
                        Reach.NAMED_ONLY,
                        ways);
        return Transports.open(config, Means.ofThisProcess(), ConnectionBudget.small());
    }

    private static int tcp(Transports transports) {
        return transports.door().address().getPort();
    }

    private static int udp(Transports transports) {
        return transports.packets().orElseThrow().address().getPort();
    }

    @Test
    void bothAreAtOneNumber() throws Exception {
        try (Transports any = open(0, false, Ways.USUAL)) {
            assertThat(tcp(any)).isEqualTo(udp(any));
        }
    }

    @Test
    void bothMoveWhereTheNumberIsTakenForUdpAlone() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(HERE, 0));
                Transports both = open(other.getLocalPort(), false, Ways.USUAL)) {
            assertThat(tcp(both)).isEqualTo(udp(both)).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void bothMoveWhereTheNumberIsTakenForTcpAlone() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, HERE);
                Transports both = open(other.getLocalPort(), false, Ways.USUAL)) {
            assertThat(tcp(both)).isEqualTo(udp(both)).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void tcpStaysAtTheNumberThatAPersonWantsAndUdpIsElsewhereIfThatIsTaken() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(HERE, 0));
                Transports both = open(other.getLocalPort(), REQUIRED, Ways.USUAL)) {
            assertThat(tcp(both)).isEqualTo(other.getLocalPort());
            assertThat(udp(both)).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void withoutTcpNobodyListensThereAndTheNumberIsThatOfUdp() throws Exception {
        try (Transports alone = open(0, false, NO_TCP)) {
            assertThat(tcp(alone)).isEqualTo(udp(alone)).isPositive();
            assertThatThrownBy(() -> new Socket(HERE, tcp(alone)).close())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void withoutTcpANumberThatAPersonWantsAndThatIsTakenIsAnError() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(HERE, 0))) {
            int port = other.getLocalPort();
            assertThatThrownBy(() -> open(port, REQUIRED, NO_TCP))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("UDP port " + port);
            try (Transports elsewhere = open(port, false, NO_TCP)) {
                assertThat(udp(elsewhere)).isNotEqualTo(port);
            }
        }
    }

    @Test
    void withoutUtpAndTheDhtNoUdpPortIsOpen() throws Exception {
        try (Transports alone = open(0, false, NO_UTP)) {
            assertThat(alone.packets()).isEmpty();
        }
    }
}
