package dunlin.peer.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.peer.ConnectionBudget;
import dunlin.peer.Greeted;
import dunlin.peer.HalfOpen;
import dunlin.peer.Handshaker;
import dunlin.peer.PeerListeningSocket;
import dunlin.peer.TcpTransport;
import dunlin.peer.Transport;
import dunlin.peer.Transport.Kind;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ways that are tried at once, to a real peer: both end at its door, or nowhere. */
class RacingDialerTest {
    private static final Duration ENOUGH = Duration.ofSeconds(30);
    private static final InfoHash SHARE = InfoHash.of(new byte[20]);

    private final Handshake ours =
            Handshake.ours(SHARE, PeerId.random(RandomGenerator.of("L64X128MixRandom")));
    private final Handshake theirs =
            Handshake.ours(SHARE, PeerId.random(RandomGenerator.of("L64X128MixRandom")));
    private final ConnectionBudget budget = new ConnectionBudget(4, 1 << 20);
    private final List<Kind> tried = new CopyOnWriteArrayList<>();
    private final List<Transport> given = new CopyOnWriteArrayList<>();
    private final List<Transport> greeted = new CopyOnWriteArrayList<>();
    private PeerListeningSocket peer;

    @BeforeEach
    void open() throws IOException {
        peer =
                PeerListeningSocket.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        halfOpen(transport -> {
                            Handshaker.answer(
                                    transport,
                                    _ -> Optional.of(theirs),
                                    ENOUGH,
                                    ConnectionBudget.small());
                            greeted.add(transport);
                        }));
    }

    @AfterEach
    void close() throws IOException {
        for (Transport one : given) {
            one.close();
        }
        for (Transport one : greeted) {
            one.close();
        }
        peer.close();
    }

    private static HalfOpen halfOpen(HalfOpen.Greeter greeter) {
        return new HalfOpen(HalfOpen.Bounds.USUAL, ConnectionBudget.small(), greeter);
    }

    private Way through(Kind kind) {
        return (remote, _) -> {
            tried.add(kind);
            Transport transport = TcpTransport.connect(Optional.empty(), remote);
            given.add(transport);
            return transport;
        };
    }

    /** Whatever is sent there, nothing comes back. */
    private Way nowhere(Kind kind, CountDownLatch givenUp) {
        return (_, _) -> {
            tried.add(kind);
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody counts down");
            } catch (InterruptedException _) {
                givenUp.countDown();
                throw new InterruptedIOException("given up");
            }
        };
    }

    private Way refused(Kind kind) {
        return (_, _) -> {
            tried.add(kind);
            throw new ConnectException(kind + " refused");
        };
    }

    private Greeted dial(RacingDialer dialer) throws IOException, ProtocolException {
        return dialer.dial(peer.address(), ours, ENOUGH);
    }

    private RacingDialer dialer(Way tcp, Way utp) {
        return new RacingDialer(Map.of(Kind.TCP, tcp, Kind.UTP, utp), budget);
    }

    @Test
    void whereTcpConnectsUtpIsNotTried() throws Exception {
        Greeted peer = dial(dialer(through(Kind.TCP), refused(Kind.UTP)));

        assertThat(peer.theirs()).isEqualTo(theirs);
        assertThat(tried).containsExactly(Kind.TCP);
    }

    @Test
    void whereTcpSwallowsEverythingUtpConnectsAndTcpIsGivenUp() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        RacingDialer dialer = dialer(nowhere(Kind.TCP, givenUp), through(Kind.UTP));

        dial(dialer);
        givenUp.await();
        dial(dialer);

        assertThat(tried)
                .as("the second time in the way that worked")
                .startsWith(Kind.TCP, Kind.UTP, Kind.UTP);
    }

    @Test
    void whereUtpSwallowsEverythingItIsNotTriedFirstAgain() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        RacingDialer dialer = dialer(through(Kind.TCP), nowhere(Kind.UTP, givenUp));

        dial(dialer);

        assertThat(tried).containsExactly(Kind.TCP);
    }

    @Test
    void ofTwoThatConnectOneIsGreetedAndTheOtherClosed() throws Exception {
        CountDownLatch utpIsConnected = new CountDownLatch(1);
        Way slow =
                (remote, limit) -> {
                    Transport transport = through(Kind.TCP).connect(remote, limit);
                    boolean interrupted = false;
                    while (utpIsConnected.getCount() > 0) {
                        try {
                            utpIsConnected.await();
                        } catch (InterruptedException _) {
                            interrupted = true;
                        }
                    }
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    return transport;
                };
        Greeted one = dial(dialer(slow, through(Kind.UTP)));
        utpIsConnected.countDown();

        await().until(() -> !given.getFirst().isOpen());
        await().until(() -> greeted.size() == 1);
        assertThat(given.get(1).isOpen()).isTrue();
        one.close();
    }

    @Test
    void whatAcceptsAndSaysNothingOfUsGivesWayToTheOther() throws Exception {
        try (PeerListeningSocket middlebox =
                PeerListeningSocket.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        halfOpen(Transport::close))) {
            Way intercepted =
                    (_, _) -> {
                        tried.add(Kind.TCP);
                        return TcpTransport.connect(Optional.empty(), middlebox.address());
                    };
            assertThat(dial(dialer(intercepted, through(Kind.UTP))).theirs()).isEqualTo(theirs);
        }
        assertThat(tried).containsExactly(Kind.TCP, Kind.UTP);
    }

    @Test
    void whereNothingConnectsTheFirstReasonIsToldAndNothingIsCounted() throws Exception {
        RacingDialer dialer = dialer(refused(Kind.TCP), refused(Kind.UTP));
        for (int i = 0; i < 10; i++) { // more often than there are places
            assertThatThrownBy(() -> dial(dialer))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("TCP refused")
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
        dial(dialer(through(Kind.TCP), refused(Kind.UTP)));
    }

    @Test
    void aConnectionCountsOnceInWhicheverWayAndUntilItIsClosed() throws Exception {
        RacingDialer dialer = dialer(refused(Kind.TCP), through(Kind.UTP));
        for (int i = 0; i < 10; i++) {
            dial(dialer).close();
        }
        for (int i = 0; i < 4; i++) {
            dial(dialer);
        }
        assertThatThrownBy(() -> dial(dialer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4");
    }
}
