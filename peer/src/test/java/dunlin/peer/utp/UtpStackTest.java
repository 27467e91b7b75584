package dunlin.peer.utp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.net.udp.PacketPort;
import dunlin.peer.Transport;
import dunlin.peer.utp.TwoStacks.Pair;
import dunlin.protocol.utp.PacketType;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UtpStackTest {
    private static final int MEGABYTES = 8 << 20;

    private final TwoStacks stacks = new TwoStacks();

    UtpStackTest() throws IOException {}

    @AfterEach
    void close() {
        stacks.close();
    }

    @Test
    void bytesArriveBothWaysAtOnce() throws Exception {
        Pair pair = stacks.connect();
        byte[] there = bytes(1, MEGABYTES);
        byte[] back = bytes(2, MEGABYTES);
        FutureTask<byte[]> heardThere = start(() -> TwoStacks.read(pair.far(), MEGABYTES));
        FutureTask<byte[]> heardBack = start(() -> TwoStacks.read(pair.near(), MEGABYTES));
        FutureTask<Boolean> wrote = start(() -> write(pair.far(), back));
        write(pair.near(), there);
        assertThat(result(heardThere)).isEqualTo(there);
        assertThat(result(heardBack)).isEqualTo(back);
        assertThat(result(wrote)).isTrue();
    }

    @Test
    void manyConnectionsShareThePort() throws Exception {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pairs.add(stacks.connect());
        }
        List<FutureTask<byte[]>> heard = new ArrayList<>();
        for (Pair pair : pairs) {
            heard.add(start(() -> TwoStacks.read(pair.far(), 10_000)));
        }
        for (int i = 0; i < pairs.size(); i++) {
            write(pairs.get(i).near(), bytes(i, 10_000));
        }
        for (int i = 0; i < pairs.size(); i++) {
            assertThat(result(heard.get(i))).isEqualTo(bytes(i, 10_000));
        }
    }

    @Test
    void whoseFirstPacketIsLateIsNotTurnedAway() throws Exception {
        try (RawPeer raw = new RawPeer(stacks.farPort.address())) {
            raw.send(PacketType.SYN, 7, 1, 0);
            assertThat(raw.hear(5_000)).isPresent();
            int acknowledged = raw.head.sequence() - 1 & 0xffff;
            raw.send(PacketType.STATE, 8, 2, acknowledged);
            raw.send(PacketType.DATA, 8, 3, acknowledged, (byte) 2);
            raw.send(PacketType.DATA, 8, 2, acknowledged, (byte) 1);
            assertThat(raw.hear(5_000)).isPresent();
            assertThat(raw.head.type()).isEqualTo(PacketType.STATE);
            assertThat(raw.head.acknowledged()).isEqualTo(2);
            raw.send(PacketType.DATA, 8, 3, acknowledged, (byte) 2);
            Transport came = stacks.came.poll(20, TimeUnit.SECONDS);
            assertThat(TwoStacks.read(Objects.requireNonNull(came), 2)).containsExactly(1, 2);
        }
    }

    @Test
    void scattersAndGathers() throws Exception {
        Pair pair = stacks.connect();
        ByteBuffer[] sources = {ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(bytes(3, 5_000))};
        while (sources[1].hasRemaining()) {
            pair.near().write(sources);
        }
        ByteBuffer[] targets = {ByteBuffer.allocate(3_000), ByteBuffer.allocateDirect(10_000)};
        long sum = 0;
        while (sum < 5_001) {
            sum += pair.far().read(targets);
        }
        assertThat(targets[0].hasRemaining()).isFalse();
        assertThat(targets[0].get(0)).isEqualTo((byte) 1);
        assertThat(targets[1].position()).isEqualTo(2_001);
    }

    @Test
    void whatWasWrittenBeforeClosingArrivesAndThenTheEnd() throws Exception {
        Pair pair = stacks.connect();
        byte[] bytes = bytes(4, 50_000);
        write(pair.near(), bytes);
        pair.near().close();
        assertThat(TwoStacks.read(pair.far(), bytes.length)).isEqualTo(bytes);
        assertThat(pair.far().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void nothingIsLeftOfConnectionsThatBothSidesClosed() throws Exception {
        for (int i = 0; i < 20; i++) {
            Pair pair = stacks.connect();
            pair.near().close();
            assertThat(pair.far().read(ByteBuffer.allocate(1))).isEqualTo(-1);
            pair.far().close();
        }
        await().atMost(TwoStacks.PATIENCE)
                .until(() -> stacks.near.size() == 0 && stacks.far.size() == 0);
        assertThat(stacks.near.lent() + stacks.far.lent()).isZero();
    }

    @Test
    void closingTheStackLeavesNothing() throws Exception {
        Pair pair = stacks.connect();
        pair.near().write(ByteBuffer.allocate(100_000)); // which nobody reads
        FutureTask<Integer> reading = start(() -> pair.near().read(ByteBuffer.allocate(1)));
        stacks.near.close();
        assertThatThrownBy(() -> result(reading)).isInstanceOf(IOException.class);
        assertThat(stacks.near.size()).isZero();
        assertThat(stacks.near.lent()).isZero();
        assertThatThrownBy(stacks::dial).isInstanceOf(ClosedChannelException.class);
        stacks.far.close();
        assertThat(stacks.far.size()).isZero();
        assertThat(stacks.far.lent()).isZero();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .doesNotContain("utp-timers " + stacks.nearPort.address().getPort())
                .doesNotContain("utp-timers " + stacks.farPort.address().getPort());
    }

    @Test
    void closingEndsWhoReadsAndWhoWrites() throws Exception {
        Pair pair = stacks.connect();
        FutureTask<Integer> reading = start(() -> pair.near().read(ByteBuffer.allocate(1)));
        FutureTask<Boolean> writing = start(() -> write(pair.near(), new byte[64 << 20]));
        await().until(() -> stacks.near.lent() > 0);
        pair.near().close();
        assertThatThrownBy(() -> result(reading)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> result(writing)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> pair.near().write(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void whoIsResetIsTold() throws Exception {
        Pair pair = stacks.connect();
        ((UtpTransport) pair.far()).abort();
        assertThatThrownBy(() -> pair.near().read(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
        pair.near().close();
    }

    @Test
    void dialsInVainWhereNobodyAnswers() throws Exception {
        try (PacketPort deaf = PacketPort.open(TwoStacks.anyPort())) {
            assertThatThrownBy(() -> stacks.near.dial(deaf.address(), Duration.ofMillis(100)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(stacks.near.size()).isZero();
    }

    @Test
    void toldOfItsEndOnce() throws Exception {
        Pair pair = stacks.connect();
        List<String> told = new ArrayList<>();
        pair.near().whenClosed(() -> told.add("closed"));
        pair.near().close();
        pair.near().close();
        assertThat(told).containsExactly("closed");
        assertThat(pair.near().kind()).isEqualTo(Transport.Kind.UTP);
        assertThat(pair.near().remote()).isEqualTo(stacks.farPort.address());
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static boolean write(Transport transport, byte[] bytes) throws IOException {
        TwoStacks.write(transport, bytes);
        return true;
    }

    private static <T> T result(FutureTask<T> task) throws Exception {
        try {
            return task.get(TwoStacks.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
