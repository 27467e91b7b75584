package dunlin.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.peer.dial.RacingDialer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandshakerTest {
    private static final Duration ENOUGH = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Handshake ours = Loopback.handshake(true);
    private final Handshake theirs = Loopback.handshake(false);
    private final ExecutorService dialling = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open().bind(Loopback.anyPort());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        dialling.close();
    }

    @Test
    void bothSidesLearnOfTheOther() throws Exception {
        Future<Greeted> dialled = dial(ours, ENOUGH);
        Greeted answered =
                Handshaker.answer(
                        accept(), hash -> only(hash, theirs), ENOUGH, ConnectionBudget.small());
        assertThat(dialled.get().theirs()).isEqualTo(theirs);
        assertThat(answered.theirs()).isEqualTo(ours);
        ByteBuffer more = ByteBuffer.wrap(new byte[] {1, 2, 3});
        ((StreamGreeted) answered).transport().write(more);
        ByteBuffer got = ByteBuffer.allocate(3);
        while (got.hasRemaining()) {
            ((StreamGreeted) dialled.get()).transport().read(got);
        }
        assertThat(got.array()).containsExactly(1, 2, 3);
    }

    @Test
    void dialsFromTheAddressThatItIsBoundTo() throws Exception {
        InetSocketAddress from = new InetSocketAddress("127.0.0.5", 0);
        Future<?> dialled =
                dialling.submit(() ->
                        RacingDialer.overTcp(Optional.of(from), ConnectionBudget.small())
                                .dial(address(), ours, ENOUGH));
        TcpTransport accepted = accept();
        assertThat(accepted.remote().getAddress()).isEqualTo(from.getAddress());
        Handshaker.answer(accepted, _ -> Optional.of(theirs), ENOUGH, ConnectionBudget.small());
        dialled.get();
    }

    @Test
    void sendsTheHandshakeAndNotAByteMoreBeforeTheAnswer() throws Exception {
        Future<Greeted> dialled = dial(ours, ENOUGH);
        try (SocketChannel peer = server.accept()) {
            ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
            while (in.hasRemaining()) {
                peer.read(in);
            }
            ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
            theirs.put(out);
            peer.write(out.flip());
            ((StreamGreeted) dialled.get()).transport().close();
            assertThat(peer.read(ByteBuffer.allocate(1))).as("only the end follows").isEqualTo(-1);
        }
    }

    @Test
    void answersOneThatKeepsItsPeerIdBackUntilItKnowsOurs() throws Exception {
        try (SocketChannel peer = SocketChannel.open(address())) {
            ByteBuffer hello = ByteBuffer.allocate(Handshake.LENGTH);
            ours.put(hello);
            peer.write(hello.flip().limit(Handshake.HEAD_LENGTH));
            TcpTransport accepted = accept();
            Future<Greeted> answered =
                    dialling.submit(() ->
                            Handshaker.answer(
                                    accepted,
                                    hash -> only(hash, theirs),
                                    ENOUGH,
                                    ConnectionBudget.small()));
            ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
            while (in.hasRemaining()) {
                peer.read(in);
            }
            assertThat(Handshake.parse(in.flip())).isEqualTo(theirs);
            peer.write(hello.limit(Handshake.LENGTH));
            assertThat(answered.get().theirs()).isEqualTo(ours);
            answered.get().close();
        }
    }

    @Test
    void refusesAnAnswerForAnotherShare() throws Exception {
        Future<Greeted> dialled = dial(ours, ENOUGH);
        InfoHash other = InfoHash.of(new byte[20]);
        Handshake wrong = new Handshake(other, theirs.peerId(), true, true, false);
        Handshaker.answer(accept(), _ -> Optional.of(wrong), ENOUGH, ConnectionBudget.small());
        assertThatThrownBy(dialled::get)
                .cause()
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("answered for share " + other);
    }

    @Test
    void turnsAwayWhoAsksForAnUnknownShare() throws Exception {
        Future<Greeted> dialled = dial(ours, ENOUGH);
        TcpTransport accepted = accept();
        assertThatThrownBy(() ->
                        Handshaker.answer(
                                accepted, _ -> Optional.empty(), ENOUGH, ConnectionBudget.small()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(Loopback.HASH.toString());
        assertThat(accepted.isOpen()).isFalse();
        assertThatThrownBy(dialled::get).cause().isInstanceOf(EOFException.class);
    }

    @Test
    void noticesOnBothSidesThatItConnectedToItself() throws Exception {
        Future<Greeted> dialled = dial(ours, ENOUGH);
        TcpTransport accepted = accept();
        assertThatThrownBy(() ->
                        Handshaker.answer(
                                accepted, _ -> Optional.of(ours), ENOUGH, ConnectionBudget.small()))
                .isInstanceOf(Handshaker.OurselvesException.class)
                .hasMessageContaining("ourselves");
        assertThatThrownBy(dialled::get)
                .cause()
                .isInstanceOf(Handshaker.OurselvesException.class)
                .hasMessageContaining("ourselves");
    }

    @Test
    void refusesAnotherProtocol() throws Exception {
        try (SocketChannel peer = SocketChannel.open(address())) {
            peer.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n".repeat(10).getBytes(US_ASCII)));
            TcpTransport accepted = accept();
            assertThatThrownBy(() ->
                            Handshaker.answer(
                                    accepted,
                                    _ -> Optional.of(ours),
                                    ENOUGH,
                                    ConnectionBudget.small()))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("not the BitTorrent protocol");
            assertThat(accepted.isOpen()).isFalse();
        }
    }

    @Test
    void endsAtTheDeadlineIfNothingIsAnswered() throws Exception {
        Future<Greeted> dialled = dial(ours, SHORT);
        try (SocketChannel silent = server.accept()) {
            assertThatThrownBy(dialled::get)
                    .cause()
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no handshake within 0.2 s");
            silent.read(ByteBuffer.allocate(Handshake.LENGTH));
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void endsAtTheDeadlineIfBytesComeOneByOne() throws Exception {
        try (Loopback wire = Loopback.open()) {
            Dripping dripping = new Dripping(wire.near());
            long begun = System.nanoTime();
            assertThatThrownBy(() ->
                            Handshaker.answer(
                                    dripping,
                                    _ -> Optional.of(ours),
                                    SHORT,
                                    ConnectionBudget.small()))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ENOUGH);
            assertThat(dripping.isOpen()).isFalse();
        }
    }

    /** Gives a byte every 50 ms, so that no single read ever takes long. */
    private static final class Dripping implements Transport {
        private final Transport inner;
        private final CountDownLatch closed = new CountDownLatch(1);

        Dripping(Transport inner) {
            this.inner = inner;
        }

        @Override
        public void whenClosed(Runnable action) {
            inner.whenClosed(action);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                if (closed.await(50, TimeUnit.MILLISECONDS)) {
                    throw new AsynchronousCloseException();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            target.put((byte) 0);
            return 1;
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            return read(targets[offset]);
        }

        @Override
        public long read(ByteBuffer[] targets) throws IOException {
            return read(targets[0]);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return inner.write(source);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return inner.write(sources, offset, length);
        }

        @Override
        public long write(ByteBuffer[] sources) throws IOException {
            return inner.write(sources);
        }

        @Override
        public InetSocketAddress remote() {
            return inner.remote();
        }

        @Override
        public InetSocketAddress local() {
            return inner.local();
        }

        @Override
        public boolean isOpen() {
            return inner.isOpen();
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            inner.close();
        }
    }

    private Future<Greeted> dial(Handshake handshake, Duration deadline) {
        return dialling.submit(() ->
                RacingDialer.overTcp(Optional.empty(), ConnectionBudget.small())
                        .dial(address(), handshake, deadline));
    }

    private InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    private TcpTransport accept() throws IOException {
        return new TcpTransport(server.accept());
    }

    private static Optional<Handshake> only(InfoHash hash, Handshake handshake) {
        return hash.equals(Loopback.HASH) ? Optional.of(handshake) : Optional.empty();
    }
}
