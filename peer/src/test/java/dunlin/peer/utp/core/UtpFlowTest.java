package dunlin.peer.utp.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dunlin.peer.utp.core.UtpConnection.State;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UtpFlowTest {
    private final Wire wire = new Wire();

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        new Random(length).nextBytes(text);
        return text;
    }

    private void open() {
        wire.pass(Wire.SECOND);
        wire.move(wire.a, wire.b, new byte[] {1}, Wire.SECOND);
    }

    private void receive(UtpConnection who, ByteBuffer packet) {
        PacketHead head = new PacketHead();
        assertTrue(head.read(packet));
        who.received(head, wire.now());
    }

    private ByteBuffer state(int sequence, int acknowledged, byte... selective) {
        ByteBuffer packet = ByteBuffer.allocate(PacketHead.LENGTH + 2 + selective.length);
        PacketHead.put(
                packet, PacketType.STATE, 1, wire.a.id(), 1, 0, 100_000, sequence, acknowledged);
        return packet.put((byte) 0).put((byte) selective.length).put(selective).flip();
    }

    @Test
    void oneLostPacketIsSentAgainWithinTwoRoundTripsAndNoOther() {
        open();
        Set<Integer> seen = new HashSet<>();
        int[] twice = {0};
        int[] count = {0};
        wire.lose(packet -> {
            if (packet.type() != PacketType.DATA) {
                return false;
            }
            if (!seen.add(packet.head().sequence())) {
                twice[0]++;
            }
            return ++count[0] == 5;
        });
        byte[] text = text(60_000);
        byte[] came = wire.move(wire.a, wire.b, text, 400 * Wire.MILLI);
        assertArrayEquals(text, came);
        assertEquals(1, twice[0]);
    }

    @Test
    void theLastPacketOfARunIsSentAgainBeforeHalfASecond() {
        open();
        wire.lose(packet -> packet.type() == PacketType.DATA);
        wire.a.write(ByteBuffer.wrap(text(300)));
        wire.pass(Wire.MILLI);
        wire.lose(packet -> false);
        wire.pass(200 * Wire.MILLI);
        assertEquals(300, wire.b.readable());
    }

    @Test
    void whoDoesNotReadIsSentNoMoreThanFitsAndTheRestWhenHeDoes() {
        open();
        byte[] text = text(400_000);
        ByteBuffer left = ByteBuffer.wrap(text);
        wire.each(() -> wire.a.write(left));
        wire.pass(30 * Wire.SECOND);
        int held = wire.b.readable();
        assertTrue(held > 60_000 && held <= 65_536, "holds " + held);
        int packets = wire.sent.size();
        wire.pass(60 * Wire.SECOND);
        assertTrue(wire.sent.size() - packets < 40, "asks too often");
        assertEquals(State.OPEN, wire.a.state());
        ByteBuffer came = ByteBuffer.allocate(text.length);
        wire.each(() -> wire.b.read(came, wire.now()));
        wire.pass(2 * Wire.SECOND);
        assertArrayEquals(text, came.array());
    }

    @Test
    void aWindowWhoseWordIsLostIsAskedFor() {
        open();
        byte[] text = text(200_000);
        ByteBuffer left = ByteBuffer.wrap(text);
        wire.each(() -> wire.a.write(left));
        wire.pass(10 * Wire.SECOND);
        wire.lose(packet -> packet.to() == wire.a);
        ByteBuffer came = ByteBuffer.allocate(text.length);
        wire.each(() -> wire.b.read(came, wire.now()));
        wire.pass(Wire.MILLI);
        wire.lose(packet -> false);
        wire.pass(20 * Wire.SECOND);
        assertArrayEquals(text, came.array());
    }

    @Test
    void whatAcknowledgesMoreThanWasSentIsPassedOver() {
        open();
        wire.lose(packet -> packet.type() == PacketType.DATA);
        wire.a.write(ByteBuffer.wrap(text(5_000)));
        wire.pass(Wire.MILLI);
        int last = wire.sent.getLast().head().sequence();
        int sequence = wire.sent.getLast().head().acknowledged() + 1;
        receive(wire.a, state(sequence, last + 1));
        receive(wire.a, state(sequence, last + 30_000));
        byte[] all = new byte[128];
        Arrays.fill(all, (byte) -1);
        wire.pass(10 * Wire.SECOND);
        assertEquals(0, wire.b.readable());
        wire.lose(packet -> false);
        wire.pass(10 * Wire.SECOND);
        assertEquals(5_000, wire.b.readable());
        receive(wire.a, state(sequence, last, all));
        byte[] text = text(100);
        wire.b.read(ByteBuffer.allocate(5_000), wire.now());
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, Wire.SECOND));
    }

    @Test
    void longerPacketsAreFoundAndUsedAndNoneIsLongerThanTheWayCarries() {
        int way = 1_472;
        wire.lose(packet ->
                packet.bytes().length > way && packet.kind() != PacketSink.Kind.FRAGMENTABLE);
        byte[] text = text(4_000_000);
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 60 * Wire.SECOND));
        int longest =
                wire.sent.stream()
                        .filter(packet -> packet.kind() == PacketSink.Kind.USUAL)
                        .mapToInt(packet -> packet.bytes().length)
                        .max()
                        .orElseThrow();
        assertTrue(longest > 1_400 && longest <= way, "longest " + longest);
    }

    @Test
    void aWayThatCarriesLessThanBeforeStopsNothing() {
        byte[] text = text(1_000_000);
        int[] way = {9_000};
        wire.lose(packet ->
                packet.bytes().length > way[0] && packet.kind() != PacketSink.Kind.FRAGMENTABLE);
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 60 * Wire.SECOND));
        way[0] = 1_300;
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 60 * Wire.SECOND));
    }

    @Test
    void packetsThatTheSystemRefusesAreSentAgainShorter() {
        byte[] text = text(1_000_000);
        int way = 1_400;
        int[] refused = {0};
        wire.lose(packet -> {
            boolean isTooLong =
                    packet.bytes().length > way && packet.kind() != PacketSink.Kind.FRAGMENTABLE;
            if (isTooLong) {
                refused[0]++;
                UtpConnection from = packet.to() == wire.a ? wire.b : wire.a;
                from.tooLong(packet.bytes().length, wire.now());
            }
            return isTooLong;
        });
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 60 * Wire.SECOND));
        assertTrue(refused[0] > 0 && refused[0] < 30, "refused " + refused[0]);
    }

    @Test
    void anIdleConnectionKeepsItsWayOpenAndHoldsNoMemory() {
        open();
        wire.sent.clear();
        wire.pass(100 * Wire.SECOND);
        assertTrue(wire.sent.size() >= 6 && wire.sent.size() <= 8, "sent " + wire.sent.size());
        assertEquals(0, wire.memory.lent());
        byte[] text = text(100_000);
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 10 * Wire.SECOND));
    }

    @Test
    void packetsOfOneRunAreOfEqualLength() {
        open();
        wire.move(wire.a, wire.b, text(4_000_000), 30 * Wire.SECOND);
        wire.sent.clear();
        wire.a.write(ByteBuffer.wrap(text(60_000)));
        wire.pass(Wire.MILLI);
        Set<Integer> lengths = new HashSet<>();
        wire.sent.forEach(packet -> lengths.add(packet.bytes().length));
        assertTrue(lengths.size() <= 3, "lengths " + lengths);
    }
}
