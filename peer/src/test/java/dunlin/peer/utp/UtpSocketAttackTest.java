package dunlin.peer.utp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.peer.Transport;
import dunlin.peer.utp.TwoStacks.Pair;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("attack")
@Timeout(60)
class UtpSocketAttackTest {
    private static final long PATIENCE = TwoStacks.PATIENCE.toSeconds();

    private final TwoStacks stacks = new TwoStacks();

    UtpSocketAttackTest() throws IOException {}

    @AfterEach
    void close() {
        stacks.close();
    }

    @Test
    void aFloodOfSynsLeavesNothingAndDrawsAtMostOneSmallAnswerEach() throws Exception {
        int syns = 0;
        for (int host = 1; host <= 20; host++) {
            try (RawPeer raw =
                    new RawPeer(
                            stacks.farPort.address(), InetAddress.getByName("127.0.9." + host))) {
                for (int id = 0; id < 500; id++) {
                    raw.send(PacketType.SYN, id, id, 0);
                    syns++;
                }
                assertThat(raw.hear(5_000)).hasValue(PacketHead.LENGTH);
            }
        }
        assertThat(stacks.farPort.counts().sent()).isLessThanOrEqualTo(syns);
        assertThat(stacks.far.size()).isZero();
        assertThat(stacks.far.lent()).isZero();
        stacks.connect().near().close();
    }

    @Test
    void whoGuessesWhatASynWasAnsweredGetsHardlyAnywhere() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (RawPeer raw = new RawPeer(stacks.farPort.address())) {
            for (int i = 0; i < 2_000; i++) {
                raw.send(PacketType.DATA, 7, 2, random.nextInt(1 << 16), (byte) 1);
            }
        }
        stacks.connect(); // so all were heard
        assertThat(stacks.far.size()).as("four of 65,536 are right").isLessThan(5);
    }

    @Test
    void aScanOfConnectionsDrawsFewResetsAndAResetNone() throws Exception {
        try (RawPeer raw = new RawPeer(stacks.farPort.address())) {
            for (int id = 0; id < 1_000; id++) {
                raw.send(PacketType.RESET, id, 1, 1);
                raw.send(PacketType.STATE, id, 1, 1);
                raw.send(PacketType.FIN, id, 1, 1);
            }
            int answers = 0;
            while (raw.hear(300).isPresent()) {
                assertThat(raw.head.type()).isEqualTo(PacketType.RESET);
                assertThat(raw.head.payloadLength()).isZero();
                answers++;
            }
            assertThat(answers).isBetween(1, 200);
        }
        assertThat(stacks.far.size()).isZero();
    }

    @Test
    void acknowledgingWhatWasNeverSentDrawsNothingMore() throws Exception {
        try (RawPeer raw = new RawPeer(stacks.farPort.address())) {
            int acknowledged = raw.connect(70);
            Transport victim = came();
            TwoStacks.read(victim, 1);
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            TwoStacks.write(victim, new byte[16 << 20]);
                        } catch (IOException _) { // closed with the stack
                            return;
                        }
                    });
            while (raw.hear(500).isPresent()) {} // all of its first window
            long before = stacks.farPort.counts().sent();
            for (int i = 1; i <= 100; i++) {
                raw.send(PacketType.STATE, 71, 3, acknowledged + 20_000 + i & 0xffff);
            }
            for (int i = 0; i < 10; i++) {
                raw.hear(20);
            }
            assertThat(stacks.farPort.counts().sent() - before)
                    .as("what was not acknowledged, again; nothing else")
                    .isLessThan(20);
            assertThat(victim.isOpen()).isTrue();
        }
    }

    @Test
    void resetsFromElsewhereEndNothing() throws Exception {
        Pair pair = stacks.connect();
        int id = ((UtpTransport) pair.far()).id();
        try (RawPeer raw = new RawPeer(stacks.farPort.address())) {
            for (int i = 0; i < 1_000; i++) {
                raw.send(PacketType.RESET, id - 1 + i % 3 & 0xffff, i, i);
            }
        }
        TwoStacks.write(pair.near(), new byte[1_000]);
        assertThat(TwoStacks.read(pair.far(), 1_000)).hasSize(1_000);
    }

    @Test
    void whoNeverReadsTakesABoundedAmountAndGivesItBack() throws Exception {
        Pair pair = stacks.connect();
        Thread writer =
                Thread.ofVirtual()
                        .start(() ->
                                assertThatThrownBy(
                                                () -> {
                                                    while (true) {
                                                        pair.near()
                                                                .write(
                                                                        ByteBuffer.allocate(
                                                                                1 << 20));
                                                    }
                                                })
                                        .isInstanceOf(IOException.class));
        await().until(() -> stacks.near.lent() > 0 && stacks.far.lent() > 0);
        pair.near().close();
        writer.join();
        assertThat(stacks.near.lent()).isLessThanOrEqualTo(8 << 20);
        assertThat(stacks.far.lent()).isLessThanOrEqualTo(8 << 20);
        pair.far().close();
        awaitNothingLeft();
    }

    @Test
    void whoClosesInTheMiddleOrUsesItAfterwardsLeavesNothing() throws Exception {
        Pair pair = stacks.connect();
        Thread writer =
                Thread.ofVirtual()
                        .start(() ->
                                assertThatThrownBy(() ->
                                                TwoStacks.write(pair.near(), new byte[32 << 20]))
                                        .isInstanceOf(IOException.class));
        TwoStacks.read(pair.far(), 100_000);
        ((UtpTransport) pair.far()).abort();
        writer.join();
        pair.near().close();
        assertThatThrownBy(() -> pair.far().read(ByteBuffer.allocate(1)))
                .isInstanceOf(IOException.class);
        awaitNothingLeft();
    }

    @Test
    void aThousandConnectionsOpenedAndClosedLeaveNothing() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            Pair pair = stacks.connect();
            (i % 2 == 0 ? pair.near() : pair.far()).close();
            (i % 2 == 0 ? pair.far() : pair.near()).close();
        }
        awaitNothingLeft();
    }

    private Transport came() throws InterruptedException {
        Transport transport = stacks.came.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(transport).isNotNull();
        return transport;
    }

    private void awaitNothingLeft() {
        await().atMost(TwoStacks.PATIENCE)
                .until(() -> stacks.near.size() == 0 && stacks.far.size() == 0);
        assertThat(stacks.near.lent()).isZero();
        assertThat(stacks.far.lent()).isZero();
    }
}
