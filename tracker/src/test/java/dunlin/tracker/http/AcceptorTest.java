package dunlin.tracker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptorTest {
    private final List<SocketChannel> open = new ArrayList<>();
    private ServerSocketChannel socket;
    private Acceptor acceptor;

    @BeforeEach
    void listen() throws Exception {
        socket = ServerSocketChannel.open();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
        acceptor = new Acceptor(socket);
    }

    @AfterEach
    void closeAll() throws Exception {
        socket.close();
        for (SocketChannel each : open) {
            each.close();
        }
    }

    private void connect() throws Exception {
        open.add(SocketChannel.open(socket.getLocalAddress()));
    }

    private void acceptAll(int from) throws Exception {
        for (SocketChannel client : open.subList(from, open.size())) {
            SocketChannel connection = acceptor.next();
            assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalAddress());
            connection.close();
        }
    }

    @Test
    void takesThoseThatGatheredInTheirOrderAndLaterOnesToo() throws Exception {
        for (int round = 0; round < 3; round++) {
            int before = open.size();
            for (int i = 0; i < 30; i++) {
                connect();
            }
            acceptAll(before);
            assertThat(socket.isBlocking()).as("they come often").isFalse();
        }
        FutureTask<SocketChannel> next = new FutureTask<>(acceptor::next);
        Thread.ofPlatform().start(next);
        await().alias("they come seldom").until(socket::isBlocking);
        connect();
        next.get().close();
    }

    @Test
    void closingEndsTheWait() {
        FutureTask<SocketChannel> next = new FutureTask<>(acceptor::next);
        Thread waiting = Thread.ofPlatform().start(next);
        while (waiting.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(
                        () -> {
                            socket.close();
                            next.get();
                        })
                .hasCauseInstanceOf(ClosedChannelException.class);
    }
}
