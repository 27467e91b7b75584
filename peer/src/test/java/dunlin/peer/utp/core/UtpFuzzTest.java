package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Whatever comes, whenever: no exception, bounded memory, and an end. */
class UtpFuzzTest {
    private static final UtpSettings SETTINGS = new UtpSettings(1 << 12, 1 << 14, false, 9_000);
    private static final long MOST = 8L << 14;
    private static final long MILLI = 1_000_000;

    @FuzzTest(maxDuration = "2m")
    void packet(byte[] packet) {
        PacketHead head = new PacketHead();
        if (head.read(ByteBuffer.wrap(packet))) {
            for (int i = 0; i < head.selectiveCount(); i++) {
                head.isSelected(i);
            }
            assertThat(head.payloadLength()).isBetween(0, packet.length - PacketHead.LENGTH);
            assertThat(head.window()).isBetween(0L, 0xffff_ffffL);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void packetsToAConnection(FuzzedDataProvider data) {
        ScriptedPeer peer = ScriptedPeer.dialled(SETTINGS);
        while (data.remainingBytes() > 0) {
            peer.window = data.consumeInt(0, 1 << 20);
            peer.difference = data.consumeInt();
            switch (data.consumeInt(0, 7)) {
                case 0 -> peer.write(data.consumeInt(1, 20_000));
                case 1 -> peer.read(data.consumeInt(1, 20_000));
                case 2 -> peer.pass(data.consumeInt(0, 5_000) * MILLI);
                case 3 -> peer.acknowledge(peer.lastSent() - data.consumeInt(-2, 40));
                case 4 -> peer.data(data.consumeInt(1, 1_400));
                case 5 -> {
                    if (peer.connection.state() != UtpConnection.State.CLOSED) {
                        peer.connection.finish(peer.now);
                        peer.flush();
                    }
                }
                default ->
                        peer.send(
                                data.pickValue(PacketType.values()),
                                peer.next + data.consumeInt(-5, 40),
                                data.consumeBoolean()
                                        ? data.consumeInt(0, 0xffff)
                                        : peer.lastSent() - data.consumeInt(-2, 40),
                                new byte[data.consumeInt(0, 3) * 4],
                                data.consumeBytes(data.consumeInt(0, 1_400)));
            }
            assertThat(peer.memory.most()).isLessThanOrEqualTo(MOST);
        }
        assertThat(peer.leave()).isZero();
    }

    /** Two connections, between which packets are lost, doubled, held up or altered. */
    @FuzzTest(maxDuration = "2m")
    void anyEvents(FuzzedDataProvider data) {
        boolean mayAlter = data.consumeBoolean();
        Pair pair = new Pair();
        while (data.remainingBytes() > 0) {
            int side = data.consumeInt(0, 1);
            switch (data.consumeInt(0, 9)) {
                case 0 -> pair.write(side, data.consumeInt(1, 8_000));
                case 1 -> pair.read(side, data.consumeInt(1, 20_000));
                case 2 -> pair.pass(data.consumeInt(0, 900) * MILLI);
                case 3 -> pair.drop(side, data.consumeInt(0, 99));
                case 4 -> pair.deliver(side, data.consumeInt(0, 99), true);
                case 5 -> {
                    if (mayAlter) {
                        pair.alter(side, data.consumeInt(0, 99), data.consumeInt(0, 2_000));
                    }
                }
                case 6 -> pair.finish(side);
                default -> pair.deliver(side, data.consumeInt(0, 99), false);
            }
            assertThat(pair.memory.most()).isLessThanOrEqualTo(2 * MOST);
        }
        pair.end(!mayAlter);
    }

    private static final class Pair {
        final CountedMemory memory = new CountedMemory(64 << 20);
        private final UtpConnection[] ends = new UtpConnection[2];
        private final List<List<byte[]>> onTheWay = List.of(new ArrayList<>(), new ArrayList<>());
        private final long[] written = new long[2];
        private final long[] read = new long[2];
        private final PacketHead head = new PacketHead();
        private long now = 1_000 * MILLI;

        Pair() {
            ends[0] = UtpConnection.dial(SETTINGS, memory, 5, 65_530, now);
            send(0);
            head.read(ByteBuffer.wrap(onTheWay.getFirst().removeFirst()));
            ends[1] = UtpConnection.accept(SETTINGS, memory, head, 65_531, now);
            send(1);
        }

        private void send(int side) {
            ends[side].send(
                    (front, bytes, from, length, _) -> keep(side, front, bytes, from, length), now);
        }

        private void keep(int side, ByteBuffer front, MemorySegment bytes, long from, int length) {
            ByteBuffer packet = ByteBuffer.allocate(front.remaining() + length);
            packet.put(front.duplicate());
            packet.put(bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE));
            onTheWay.get(side).add(packet.array());
        }

        void write(int side, int bytes) {
            written[side] += ends[side].write(ByteBuffer.allocate(bytes));
            send(side);
        }

        void read(int side, int bytes) {
            read[side] += Math.max(0, ends[side].read(ByteBuffer.allocate(bytes), now));
            send(side);
        }

        void finish(int side) {
            ends[side].finish(now);
            send(side);
        }

        void drop(int side, int which) {
            List<byte[]> packets = onTheWay.get(side);
            if (!packets.isEmpty()) {
                packets.remove(which % packets.size());
            }
        }

        void alter(int side, int which, int at) {
            List<byte[]> packets = onTheWay.get(side);
            if (!packets.isEmpty()) {
                byte[] packet = packets.get(which % packets.size()).clone();
                packet[at % packet.length] ^= (byte) (1 + at % 255);
                packets.add(packet);
            }
        }

        void deliver(int side, int which, boolean stays) {
            List<byte[]> packets = onTheWay.get(side);
            if (packets.isEmpty()) {
                return;
            }
            byte[] packet = packets.get(which % packets.size());
            if (!stays) {
                packets.remove(which % packets.size());
            }
            if (head.read(ByteBuffer.wrap(packet))) {
                ends[1 - side].received(head, now);
                send(1 - side);
            }
        }

        void pass(long nanos) {
            now += nanos;
            send(0);
            send(1);
        }

        /** From here on nothing gets lost. */
        void end(boolean isHonest) {
            for (int side : new int[] {0, 1}) {
                finish(side);
            }
            for (int turn = 0; turn < 30_000 && !isOver(); turn++) {
                for (int side : new int[] {0, 1}) {
                    while (!onTheWay.get(side).isEmpty()) {
                        deliver(side, 0, false);
                    }
                    read(1 - side, 1 << 14);
                }
                pass(10 * MILLI);
            }
            assertThat(isOver()).as("both are over").isTrue();
            boolean broke =
                    ends[0].end() != UtpConnection.End.FINISHED
                            || ends[1].end() != UtpConnection.End.FINISHED;
            if (isHonest && !broke) {
                assertThat(read).containsExactly(written[1], written[0]);
            }
            ends[0].free();
            ends[1].free();
            assertThat(memory.lent()).isZero();
        }

        private boolean isOver() {
            return ends[0].state() == UtpConnection.State.CLOSED
                    && ends[1].state() == UtpConnection.State.CLOSED;
        }
    }
}
