package dunlin.discovery.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final PeerAddress FOUR = PeerAddress.parse("192.0.2.1:6881").orElseThrow();
    private static final PeerAddress SIX = PeerAddress.parse("[2001:db8::1]:1").orElseThrow();
    private static final Memory MEMORY =
            new Memory(
                    6881,
                    Map.of(
                            Family.IPV4,
                            NodeId.random(new Random(1)),
                            Family.IPV6,
                            NodeId.random(new Random(2))),
                    List.of(FOUR, SIX));

    @Test
    void readsWhatItWrote() {
        assertThat(Memory.parse(MEMORY.text())).isEqualTo(MEMORY);
        assertThat(Memory.parse(Memory.NONE.text())).isEqualTo(Memory.NONE);
    }

    @Test
    void readsAllThatIsWholeOfADamagedOne() {
        String damaged =
                MEMORY.text().replace("id6 ", "id6 x").replace("port 6881", "port 688100")
                        + "node nowhere\nnode 192.0.2.2:0\nlater version\nnode 192.0.2.";
        assertThat(Memory.parse(damaged))
                .isEqualTo(
                        new Memory(
                                0,
                                Map.of(Family.IPV4, MEMORY.ids().get(Family.IPV4)),
                                List.of(FOUR, SIX)));
        assertThat(Memory.parse("something else\n" + MEMORY.text())).isEqualTo(Memory.NONE);
        assertThat(Memory.parse("")).isEqualTo(Memory.NONE);
    }

    @Test
    void isBounded() {
        Memory many = new Memory(1, Map.of(), Collections.nCopies(100_000, SIX));
        assertThat(many.nodes()).hasSize(Memory.MAX_NODES);
        assertThat(many.text().length()).isLessThan(Memory.MAX_LENGTH);
        assertThat(Memory.parse(many.text() + "node 192.0.2.1:1\n".repeat(10_000)))
                .isEqualTo(Memory.NONE);
    }
}
