package dunlin.tracker.http;

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
class TcpCorkTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    void findsTheSocketThatListens(String address) throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            assertThat(TcpCork.apply((InetSocketAddress) socket.getLocalAddress())).isTrue();
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
                assertThat(TcpCork.apply(notListening)).isFalse();
                assertThat(accepted.write(ByteBuffer.allocate(1))).isEqualTo(1);
            }
            InetAddress other = InetAddress.ofLiteral("127.0.0.3");
            assertThat(TcpCork.apply(new InetSocketAddress(other, local.getPort()))).isFalse();
        }
    }

    @Test
    void holdsBackWhatIsWrittenUntilTheConnectionCloses() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            InetSocketAddress local = (InetSocketAddress) socket.getLocalAddress();
            assertThat(TcpCork.apply(local)).isTrue();
            try (SocketChannel client = SocketChannel.open(local)) {
                SocketChannel accepted = socket.accept();
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
}
