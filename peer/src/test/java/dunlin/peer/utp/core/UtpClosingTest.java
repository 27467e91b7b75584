package dunlin.peer.utp.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dunlin.peer.utp.core.UtpConnection.End;
import dunlin.peer.utp.core.UtpConnection.State;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class UtpClosingTest {
    private final Wire wire = new Wire();

    private ByteBuffer packet(PacketType type, int id, int sequence, int acknowledged) {
        ByteBuffer packet = ByteBuffer.allocate(PacketHead.LENGTH);
        PacketHead.put(packet, type, 0, id, 1, 0, 100_000, sequence, acknowledged);
        return packet.flip();
    }

    private void receive(UtpConnection who, ByteBuffer packet) {
        PacketHead head = new PacketHead();
        assertTrue(head.read(packet));
        who.received(head, wire.now());
    }

    private void open() {
        wire.pass(Wire.SECOND);
        wire.move(wire.a, wire.b, new byte[] {1}, Wire.SECOND);
        assertTrue(wire.b.isProven());
    }

    @Test
    void whatWasWrittenBeforeClosingArrives() {
        open();
        byte[] text = new byte[50_000];
        text[49_999] = 9;
        wire.a.write(ByteBuffer.wrap(text));
        wire.a.close(wire.now());
        byte[] came = wire.move(wire.a, wire.b, text, 5 * Wire.SECOND);
        assertArrayEquals(text, came);
        assertEquals(-1, wire.b.read(ByteBuffer.allocate(1), wire.now()));
    }

    @Test
    void whatComesAfterClosingIsAcknowledgedAndForgotten() {
        open();
        wire.a.close(wire.now());
        ByteBuffer much = ByteBuffer.allocate(300_000);
        wire.each(() -> {
            wire.b.write(much);
            if (!much.hasRemaining()) {
                wire.b.finish(wire.now());
            }
        });
        wire.pass(20 * Wire.SECOND);
        assertEquals(End.FINISHED, wire.a.end());
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(State.CLOSED, wire.b.state());
        assertEquals(End.FINISHED, wire.b.end());
    }

    @Test
    void whoNeverEndsItsSideIsWaitedForOnlySoLong() {
        open();
        wire.a.close(wire.now());
        wire.pass(4 * Wire.SECOND);
        assertEquals(State.CLOSING, wire.a.state());
        wire.pass(3 * Wire.SECOND);
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(End.FINISHED, wire.a.end());
    }

    @Test
    void whoNeverReadsHoldsUpAClosingOnlySoLong() {
        open();
        wire.a.write(ByteBuffer.allocate(1 << 20));
        wire.pass(Wire.SECOND);
        wire.a.write(ByteBuffer.allocate(1 << 20));
        wire.pass(10 * Wire.SECOND);
        wire.a.close(wire.now());
        wire.pass(50 * Wire.SECOND);
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(End.SILENT, wire.a.end());
    }

    @Test
    void whoIsGoneEndsItWithinAMinute() {
        open();
        wire.lose(packet -> true);
        wire.a.write(ByteBuffer.allocate(100));
        wire.pass(60 * Wire.SECOND);
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(End.SILENT, wire.a.end());
    }

    @Test
    void anEndWhoseAcknowledgementIsLostIsAcknowledgedAgain() {
        open();
        wire.lose(packet ->
                packet.to() == wire.b
                        && packet.type() == PacketType.STATE
                        && wire.sent.size() % 3 != 0);
        wire.a.close(wire.now());
        wire.b.close(wire.now());
        wire.pass(20 * Wire.SECOND);
        assertEquals(End.FINISHED, wire.a.end());
        assertEquals(End.FINISHED, wire.b.end());
    }

    @Test
    void bothEndingAtOnceIsAnEnd() {
        open();
        wire.a.finish(wire.now());
        wire.b.finish(wire.now());
        wire.pass(3 * Wire.SECOND);
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(State.CLOSED, wire.b.state());
    }

    @Test
    void abortingTellsTheOther() {
        open();
        wire.a.abort();
        assertEquals(State.CLOSED, wire.a.state());
        wire.pass(Wire.SECOND);
        assertEquals(State.CLOSED, wire.b.state());
        assertEquals(End.RESET, wire.b.end());
        assertEquals(Long.MAX_VALUE, wire.a.nextTime());
    }

    @Test
    void aResetCountsWithEitherIdAndOnlyIfItNamesWhatWasSentOfLate() {
        open();
        int sequence = wire.sent.getLast().head().acknowledged();
        receive(wire.a, packet(PacketType.RESET, wire.a.id(), 1, 0x7123));
        receive(wire.a, packet(PacketType.RESET, wire.a.id() + 5, 1, 0xffff));
        assertEquals(State.OPEN, wire.a.state());
        receive(wire.a, packet(PacketType.RESET, wire.a.remoteId(), 1, sequence));
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(End.RESET, wire.a.end());
    }

    @Test
    void aResetAfterAllArrivedIsAnEnd() {
        open();
        wire.a.close(wire.now());
        wire.pass(Wire.SECOND);
        int next = wire.a.remoteId();
        PacketHead fin =
                wire.sent.stream()
                        .map(Wire.Packet::head)
                        .filter(head -> head.type() == PacketType.FIN)
                        .findFirst()
                        .orElseThrow();
        receive(wire.a, packet(PacketType.RESET, next, 1, fin.sequence()));
        assertEquals(End.FINISHED, wire.a.end());
    }

    @Test
    void theEndIsAcknowledgedWithTheNumbersThatLibutpAndLibtorrentTake() {
        open();
        wire.a.close(wire.now());
        wire.pass(Wire.SECOND);
        wire.sent.clear();
        wire.b.close(wire.now());
        wire.pass(Wire.SECOND);
        List<Integer> states =
                wire.sent.stream()
                        .filter(packet -> packet.to() == wire.b)
                        .map(packet -> packet.head().sequence())
                        .toList();
        assertEquals(2, states.size());
        assertEquals(1, (states.get(0) - states.get(1)) & 0xffff);
    }
}
