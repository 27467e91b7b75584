package dunlin.peer.utp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AheadTest {
    private final Wire.Lender memory = new Wire.Lender();
    private final Ahead ahead = new Ahead(memory);
    private final ByteRing ring = new ByteRing(memory);

    @Test
    void packetsInAnyOrderFollowInTheirs() {
        long first = 65_530;
        List<Long> order = new ArrayList<>();
        for (long i = 1; i <= 500; i++) {
            order.add(first + i);
        }
        Collections.shuffle(order, new Random(1));
        for (long each : order) {
            byte[] bytes = new byte[(int) (each % 700)];
            Arrays.fill(bytes, (byte) each);
            assertTrue(ahead.keep(first, each, ByteBuffer.wrap(bytes)));
        }
        ring.grow(1 << 20);
        assertFalse(ahead.has(first));
        for (long i = first + 1; i <= first + 500; i++) {
            assertEquals(i % 700, ahead.length(i));
            ahead.moveTo(ring, i);
        }
        assertTrue(ahead.isEmpty());
        assertEquals(0, ahead.bytes());
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        ring.take(all);
        all.flip();
        for (long i = first + 1; i <= first + 500; i++) {
            for (int k = 0; k < i % 700; k++) {
                assertEquals((byte) i, all.get());
            }
        }
        ahead.free();
        ring.free();
        assertEquals(0, memory.lent());
    }

    @Test
    void aNumberThatSharesItsPlaceWithOneThatIsKeptIsNotKept() {
        ahead.keep(0, 5, ByteBuffer.wrap(new byte[10]));
        assertTrue(ahead.has(5));
        assertFalse(ahead.has(5 + 32));
        ahead.keep(0, 5 + 32, ByteBuffer.wrap(new byte[20]));
        assertEquals(10, ahead.length(5));
        assertEquals(20, ahead.length(37));
    }

    @Test
    void memoryStaysWithinAFewTimesWhatIsKept() {
        for (long i = 0; i < 10_000; i++) {
            ahead.keep(i, i + 2, ByteBuffer.wrap(new byte[1_400]));
            if (ahead.has(i + 1)) {
                ahead.drop(i + 1);
            }
        }
        assertTrue(ahead.bytes() <= 2 * 1_400);
        assertEquals(1, memory.lent());
    }
}
