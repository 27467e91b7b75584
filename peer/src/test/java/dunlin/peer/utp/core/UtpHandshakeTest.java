package dunlin.peer.utp.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dunlin.peer.utp.core.UtpConnection.End;
import dunlin.peer.utp.core.UtpConnection.State;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class UtpHandshakeTest {
    private final Wire.Lender memory = new Wire.Lender();

    private static PacketHead head(
            PacketType type, int id, int sequence, int acknowledged, int payload) {
        ByteBuffer packet = ByteBuffer.allocate(PacketHead.LENGTH + payload);
        PacketHead.put(packet, type, 0, id, 1, 0, 100_000, sequence, acknowledged);
        PacketHead head = new PacketHead();
        assertTrue(head.read(packet.position(0)));
        return head;
    }

    @Test
    void theFirstPacketBearsTheIdForItsAnswerAndAllOthersOneMore() {
        Wire wire = new Wire(UtpSettings.USUAL, 65_535, 10, 20);
        wire.pass(Wire.SECOND);
        wire.move(wire.a, wire.b, new byte[5], Wire.SECOND);
        PacketHead syn = wire.sent.get(0).head();
        PacketHead state = wire.sent.get(1).head();
        PacketHead data = wire.sent.get(2).head();
        assertEquals(PacketType.SYN, syn.type());
        assertEquals(65_535, syn.connectionId());
        assertEquals(10, syn.sequence());
        assertEquals(0, syn.timestampDifference());
        assertEquals(PacketType.STATE, state.type());
        assertEquals(65_535, state.connectionId());
        assertEquals(20, state.sequence());
        assertEquals(10, state.acknowledged());
        assertEquals(0, data.connectionId());
        assertEquals(11, data.sequence());
        assertEquals(19, data.acknowledged());
        byte[] back = wire.move(wire.b, wire.a, new byte[] {3}, Wire.SECOND);
        assertArrayEquals(new byte[] {3}, back);
        assertTrue(
                wire.sent.stream()
                        .map(Wire.Packet::head)
                        .anyMatch(h -> h.type() == PacketType.DATA && h.sequence() == 20));
    }

    @Test
    void aFirstPacketOrItsAnswerThatIsLostIsSentAgain() {
        Wire wire = new Wire();
        wire.lose(packet -> wire.sent.size() <= 2);
        wire.pass(Wire.SECOND / 2);
        assertEquals(State.DIALLING, wire.a.state());
        wire.lose(packet -> packet.type() == PacketType.STATE && wire.sent.size() <= 5);
        wire.pass(10 * Wire.SECOND);
        assertEquals(State.OPEN, wire.a.state());
        assertArrayEquals(new byte[] {4}, wire.move(wire.a, wire.b, new byte[] {4}, Wire.SECOND));
    }

    @Test
    void nobodyThereIsSilenceAfterHalfAMinuteAtMost() {
        Wire wire = new Wire();
        wire.lose(packet -> true);
        wire.pass(30 * Wire.SECOND);
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(End.SILENT, wire.a.end());
        assertEquals(6, wire.sent.stream().filter(p -> p.type() == PacketType.SYN).count());
        assertEquals(Long.MAX_VALUE, wire.a.nextTime());
    }

    @Test
    void aForgedFirstPacketDrawsOneSmallAnswerAndHoldsNoMemory() {
        Wire wire = new Wire();
        UtpConnection victim =
                UtpConnection.accept(
                        UtpSettings.USUAL,
                        memory,
                        head(PacketType.SYN, 5, 77, 0, 0),
                        1_000,
                        wire.now());
        victim.write(ByteBuffer.allocate(10));
        assertEquals(1, wire.packetsOf(victim, victim).size());
        for (int i = 0; i < 30 && victim.state() != State.CLOSED; i++) {
            wire.pass(Wire.SECOND);
            assertEquals(List.of(), wire.packetsOf(victim, victim));
        }
        assertEquals(State.CLOSED, victim.state());
        assertEquals(End.SILENT, victim.end());
        victim.free();
        assertEquals(0, memory.lent());
    }

    @Test
    void whoGuessesNoNumberOfOursProvesNothing() {
        UtpConnection victim =
                UtpConnection.accept(
                        UtpSettings.USUAL, memory, head(PacketType.SYN, 5, 77, 0, 0), 1_000, 0);
        victim.received(head(PacketType.DATA, 6, 78, 3_000, 100), 1);
        assertFalse(victim.isProven());
        assertEquals(0, victim.readable());
        victim.received(head(PacketType.DATA, 6, 78, 999, 100), 1);
        assertTrue(victim.isProven());
        assertEquals(100, victim.readable());
    }

    @Test
    void whoCountsTheAnswerAsAPacketIsSentTheNextNumberFirst() {
        Wire wire = new Wire();
        PacketHead syn = head(PacketType.SYN, 5, 77, 0, 0);
        UtpConnection ours = UtpConnection.accept(UtpSettings.USUAL, memory, syn, 1_000, 0);
        ours.received(head(PacketType.DATA, 6, 78, 1_000, 100), wire.now());
        assertEquals(100, ours.readable());
        ours.write(ByteBuffer.allocate(10));
        List<Wire.Packet> packets = wire.packetsOf(ours, ours);
        assertEquals(PacketType.DATA, packets.getLast().type());
        assertEquals(1_001, packets.getLast().head().sequence());
    }

    @Test
    void bytesThatOvertakeTheAnswerAreNotTakenForOthers() {
        UtpConnection dialler = UtpConnection.dial(UtpSettings.USUAL, memory, 5, 9, 0);
        dialler.send((head, bytes, from, length, kind) -> {}, 0);
        dialler.received(head(PacketType.DATA, 5, 21, 9, 10), 1);
        dialler.received(head(PacketType.DATA, 5, 20, 9, 10), 1);
        assertEquals(State.DIALLING, dialler.state());
        dialler.received(head(PacketType.STATE, 5, 22, 9, 0), 2);
        assertEquals(State.OPEN, dialler.state());
        assertEquals(0, dialler.readable());
        dialler.received(head(PacketType.DATA, 5, 20, 9, 10), 3);
        dialler.received(head(PacketType.DATA, 5, 21, 9, 10), 3);
        assertEquals(20, dialler.readable());
    }

    @Test
    void anAnswerToAnotherNumberIsPassedOver() {
        UtpConnection dialler = UtpConnection.dial(UtpSettings.USUAL, memory, 5, 9, 0);
        dialler.send((head, bytes, from, length, kind) -> {}, 0);
        dialler.received(head(PacketType.STATE, 5, 22, 10, 0), 2);
        dialler.received(head(PacketType.STATE, 6, 22, 9, 0), 2);
        dialler.received(head(PacketType.RESET, 6, 22, 4_000, 0), 2);
        assertEquals(State.DIALLING, dialler.state());
        dialler.received(head(PacketType.RESET, 5, 22, 9, 0), 2);
        assertEquals(End.RESET, dialler.end());
    }
}
