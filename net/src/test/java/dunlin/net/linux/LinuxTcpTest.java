package dunlin.net.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class LinuxTcpTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    void findsTheSocketThatListens(String address) throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            assertThat(LinuxTcp.tune((InetSocketAddress) socket.getLocalAddress())).isTrue();
        }
    }

    @Test
    void leavesSocketsAloneThatListenElsewhereOrNotAtAll() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0));
            InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
            try (SocketChannel client = SocketChannel.open(local);
                    SocketChannel accepted = socket.accept()) {
                InetSocketAddress notListening = (InetSocketAddress) client.getLocalAddress();
                assertThat(LinuxTcp.tune(notListening)).isFalse();
                assertThat(accepted.write(ByteBuffer.allocate(1))).isEqualTo(1);
            }
            InetAddress other = InetAddress.ofLiteral("127.0.0.3");
            assertThat(LinuxTcp.tune(new InetSocketAddress(other, local.getPort()))).isFalse();
        }
    }

    @Test
    void holdsBackWhatIsWrittenUntilTheConnectionCloses() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
            assertThat(LinuxTcp.tune(local)).isTrue();
            try (SocketChannel client = SocketChannel.open(local)) {
                client.write(ByteBuffer.allocate(1));
                SocketChannel accepted = socket.accept();
                assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(1);
                accepted.write(ByteBuffer.allocate(100));
                client.configureBlocking(false);
                assertThat(client.read(ByteBuffer.allocate(200))).isZero();
                accepted.close();
                client.configureBlocking(true);
                assertThat(client.read(ByteBuffer.allocate(200))).isEqualTo(100);
                assertThat(client.read(ByteBuffer.allocate(200))).isEqualTo(-1);
            }
        }
    }

    @Test
    void givesOutConnectionsThatHaveSentSomething() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
            assertThat(LinuxTcp.tune(local)).isTrue();
            socket.configureBlocking(false);
            try (SocketChannel silent = SocketChannel.open(local);
                    SocketChannel speaks = SocketChannel.open(local)) {
                assertThat(socket.accept()).isNull();
                speaks.write(ByteBuffer.allocate(1));
                SocketChannel accepted = socket.accept();
                assertThat(accepted.getRemoteAddress()).isEqualTo(speaks.getLocalAddress());
                accepted.close();
                assertThat(silent.isConnected()).isTrue();
            }
        }
    }
}
