package dunlin.peer.utp.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dunlin.peer.utp.core.UtpConnection.End;
import dunlin.peer.utp.core.UtpConnection.State;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtpConnectionTest {
    private static byte[] text(int length) {
        byte[] text = new byte[length];
        new Random(length).nextBytes(text);
        return text;
    }

    @Test
    void bytesGoBothWaysAndBothEndsAreAcknowledged() {
        Wire wire = new Wire();
        wire.pass(Wire.SECOND);
        assertEquals(State.OPEN, wire.a.state());
        byte[] text = text(1_000_000);
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 20 * Wire.SECOND));
        assertArrayEquals(text, wire.move(wire.b, wire.a, text, 20 * Wire.SECOND));
        wire.a.finish(wire.now());
        wire.pass(Wire.SECOND);
        assertEquals(-1, wire.b.read(ByteBuffer.allocate(1), wire.now()));
        byte[] rest = text(100_000);
        assertArrayEquals(rest, wire.move(wire.b, wire.a, rest, 5 * Wire.SECOND));
        wire.b.finish(wire.now());
        wire.pass(5 * Wire.SECOND);
        assertEquals(-1, wire.a.read(ByteBuffer.allocate(1), wire.now()));
        assertEquals(State.CLOSED, wire.a.state());
        assertEquals(State.CLOSED, wire.b.state());
        assertEquals(End.FINISHED, wire.a.end());
        assertEquals(End.FINISHED, wire.b.end());
        wire.a.free();
        wire.b.free();
        assertEquals(0, wire.memory.lent());
    }

    /** A stranger may cut longer ones without a word, and acknowledge the rest. */
    @Test
    void noPacketIsLongerThanEthernetsUntilTheOtherSideSaidThatItTakesThem() {
        Wire wire = new Wire();
        byte[] text = text(1_000_000);
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 20 * Wire.SECOND));
        assertTrue(wire.sent.stream().allMatch(packet -> packet.bytes().length <= 1_472));
        byte[] answer = text(10);
        assertArrayEquals(answer, wire.move(wire.b, wire.a, answer, Wire.SECOND));
        assertArrayEquals(text, wire.move(wire.a, wire.b, text, 20 * Wire.SECOND));
        assertTrue(wire.sent.stream().anyMatch(packet -> packet.bytes().length > 8_000));
    }

    @Test
    void everythingArrivesThoughManyPacketsAreLostAndOvertaken() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int lost = random.nextInt(31);
            Wire wire = new Wire(UtpSettings.USUAL, 65_535, random.nextInt(65_536), 65_500);
            wire.lose(packet -> {
                wire.delay((20 + random.nextInt(10)) * Wire.MILLI);
                return random.nextInt(100) < lost;
            });
            byte[] text = text(300_000);
            assertArrayEquals(
                    text, wire.move(wire.a, wire.b, text, 600 * Wire.SECOND), "seed " + seed);
            wire.a.close(wire.now());
            wire.b.close(wire.now());
            wire.pass(100 * Wire.SECOND);
            assertEquals(State.CLOSED, wire.a.state(), "seed " + seed);
            assertEquals(State.CLOSED, wire.b.state(), "seed " + seed);
            assertEquals(0, wire.memory.lent() > 4 ? 1 : 0);
        }
    }
}
