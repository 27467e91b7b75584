package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerListeningSocketTest {
    private static final InetSocketAddress ANY = Loopback.anyPort();
    private static final ConnectionBudget BUDGET = ConnectionBudget.small();

    private final List<SocketChannel> dialled = new ArrayList<>();
    private final BlockingQueue<Transport> taken = new LinkedBlockingQueue<>();
    private final AtomicInteger halfOpen = new AtomicInteger();
    private final AtomicInteger mostHalfOpen = new AtomicInteger();

    /** Stays half open until the other side sends a byte or goes. */
    private final HalfOpen.Greeter waitingForAByte =
            transport -> {
                mostHalfOpen.accumulateAndGet(halfOpen.incrementAndGet(), Math::max);
                try {
                    if (transport.read(ByteBuffer.allocate(1)) < 1) {
                        throw new ProtocolException("went without a byte");
                    }
                    taken.add(transport);
                } finally {
                    halfOpen.decrementAndGet();
                }
            };

    @AfterEach
    void hangUp() throws IOException {
        for (SocketChannel channel : dialled) {
            channel.close();
        }
        for (Transport transport : taken) {
            transport.close();
        }
    }

    @Test
    void handsOverWhoComes() throws Exception {
        try (PeerListeningSocket socket = open(4, 4, 4)) {
            SocketChannel peer = dial(socket);
            greet(peer);
            assertThat(next().remote()).isEqualTo(peer.getLocalAddress());
        }
    }

    @Test
    void goesOnAfterAnErrorInAGreeting() throws Exception {
        HalfOpen.Greeter failing =
                _ -> {
                    throw new OutOfMemoryError("for the test");
                };
        try (PeerListeningSocket socket =
                PeerListeningSocket.open(
                        ANY, new HalfOpen(new HalfOpen.Bounds(1, 1, 1), BUDGET, failing))) {
            for (int i = 0; i < 3; i++) {
                assertThat(isRefused(dial(socket))).isTrue();
            }
        }
    }

    @Test
    void closesThoseBeyondWhatTheNodeMayHave() throws Exception {
        ConnectionBudget small = new ConnectionBudget(4, 1);
        try (PeerListeningSocket socket =
                PeerListeningSocket.open(
                        ANY, new HalfOpen(HalfOpen.Bounds.USUAL, small, waitingForAByte))) {
            for (int i = 0; i < 3; i++) {
                greet(dial(socket));
                next();
            }
            assertThat(isRefused(dial(socket))).as("the fourth is for dialling").isTrue();
        }
    }

    @Test
    void leavesThoseBeyondTheHalfOpenWaitingOutside() throws Exception {
        try (PeerListeningSocket socket = open(3, 100, 100)) {
            for (int i = 0; i < 10; i++) {
                dial(socket);
            }
            await().until(() -> halfOpen.get() == 3);
            for (SocketChannel peer : dialled) {
                greet(peer); // the first make room for the last
            }
            for (int i = 0; i < 10; i++) {
                next();
            }
            assertThat(mostHalfOpen).hasValue(3);
        }
    }

    @Test
    void keepsTheDoorOpenWhenOneAddressFloodsIt() throws Exception {
        try (PeerListeningSocket socket = open(3, 2, 100)) {
            SocketChannel first = dial(socket);
            SocketChannel second = dial(socket);
            await().until(() -> halfOpen.get() == 2);
            assertThat(isRefused(dial(socket))).isTrue();
            SocketChannel other = dialFrom("127.0.0.7", socket);
            greet(other);
            assertThat(next().remote()).isEqualTo(other.getLocalAddress());
            greet(first);
            greet(second);
            next();
            next();
        }
    }

    @Test
    void boundsTheConnectionsOfOneAddressUntilTheyAreClosed() throws Exception {
        try (PeerListeningSocket socket = open(4, 4, 1)) {
            greet(dial(socket));
            Transport only = next();
            assertThat(isRefused(dial(socket))).isTrue();
            only.close();
            only.close(); // counts once
            greet(dial(socket));
            next();
            assertThat(isRefused(dial(socket))).isTrue();
        }
    }

    @Test
    void closesWhomTheGreeterTurnsAway() throws Exception {
        HalfOpen.Greeter rude =
                _ -> {
                    throw new ProtocolException("not today");
                };
        try (PeerListeningSocket socket =
                PeerListeningSocket.open(
                        ANY, new HalfOpen(new HalfOpen.Bounds(1, 1, 1), BUDGET, rude))) {
            assertThat(isRefused(dial(socket))).isTrue();
            assertThat(isRefused(dial(socket))).as("and has its permit back").isTrue();
        }
    }

    @Test
    void endsTheHalfOpenAndFreesItsPortWhenClosed() throws Exception {
        PeerListeningSocket socket = open(1, 1, 1);
        SocketChannel halfWay = dial(socket);
        await().until(() -> halfOpen.get() == 1);
        socket.close();
        assertThat(isRefused(halfWay)).isTrue();
        assertThat(halfOpen).hasValue(0);
        PeerListeningSocket.open(
                        socket.address(), new HalfOpen(HalfOpen.Bounds.USUAL, BUDGET, _ -> {}))
                .close();
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (PeerListeningSocket socket = open(1, 1, 1)) {
            assertThatThrownBy(() ->
                            PeerListeningSocket.open(
                                    socket.address(),
                                    new HalfOpen(HalfOpen.Bounds.USUAL, BUDGET, waitingForAByte)))
                    .isInstanceOf(BindException.class);
        }
    }

    private PeerListeningSocket open(int halfOpen, int halfOpenPerAddress, int perAddress)
            throws IOException {
        return PeerListeningSocket.open(
                ANY,
                new HalfOpen(
                        new HalfOpen.Bounds(halfOpen, halfOpenPerAddress, perAddress),
                        BUDGET,
                        waitingForAByte));
    }

    private SocketChannel dial(PeerListeningSocket socket) throws IOException {
        return dialFrom("127.0.0.1", socket);
    }

    private SocketChannel dialFrom(String host, PeerListeningSocket socket) throws IOException {
        SocketChannel channel = SocketChannel.open().bind(new InetSocketAddress(host, 0));
        dialled.add(channel);
        channel.connect(socket.address());
        return channel;
    }

    private static void greet(SocketChannel channel) throws IOException {
        channel.write(ByteBuffer.allocate(1));
    }

    private Transport next() throws InterruptedException {
        Transport transport = taken.poll(60, TimeUnit.SECONDS);
        assertThat(transport).as("somebody let in within 10 s").isNotNull();
        return transport;
    }

    private static boolean isRefused(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException _) { // reset
            return true;
        }
    }
}
