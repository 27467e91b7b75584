package dunlin.protocol.krpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeIdTest {
    private final Random random = new Random(1);

    private NodeId any() {
        return NodeId.random(random);
    }

    private static BigInteger number(NodeId id) {
        return new BigInteger(1, id.bytes());
    }

    @Test
    void comesBackFromItsBytesAndDigits() {
        NodeId id = any();
        assertThat(NodeId.of(id.bytes())).isEqualTo(id);
        assertThat(NodeId.fromHex(id.toString())).isEqualTo(id);
        assertThat(NodeId.of(id.infoHash())).isEqualTo(id);
        assertThat(id.infoHash()).isEqualTo(InfoHash.of(id.bytes()));
        assertThatThrownBy(() -> NodeId.of(new byte[19]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void distanceIsTheXorAsANumber() {
        for (int i = 0; i < 1_000; i++) {
            NodeId from = any();
            NodeId one = i % 2 == 0 ? any() : from.randomSharing(random.nextInt(160), random);
            NodeId two = i % 3 == 0 ? any() : one.randomSharing(random.nextInt(160), random);
            BigInteger near = number(from).xor(number(one));
            BigInteger far = number(from).xor(number(two));
            assertThat(Integer.signum(from.compareDistance(one, two)))
                    .isEqualTo(near.compareTo(far));
            assertThat(number(from.distance(one))).isEqualTo(near);
            assertThat(from.sharedBits(one)).isEqualTo(160 - near.bitLength());
            assertThat(Integer.signum(one.compareTo(two)))
                    .isEqualTo(number(one).compareTo(number(two)));
        }
    }

    @Test
    void anIdAtRandomSharesExactlyTheBitsThatItShould() {
        NodeId id = any();
        for (int shared = 0; shared < NodeId.BITS; shared++) {
            assertThat(id.sharedBits(id.randomSharing(shared, random))).isEqualTo(shared);
        }
    }

    @Test
    void bitsAreCountedFromTheFirst() {
        NodeId id = NodeId.fromHex("8000000000000000" + "4000000000000000" + "00000001");
        assertThat(id.bit(0)).isTrue();
        assertThat(id.bit(1)).isFalse();
        assertThat(id.bit(65)).isTrue();
        assertThat(id.bit(159)).isTrue();
        assertThat(id.with(0, false).with(65, false).with(159, false))
                .isEqualTo(new NodeId(0, 0, 0));
    }
}
