package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SwarmTableTest {
    private static void churn(RandomGenerator seed, int hashes, int operations) {
        SeededHash hash = new SeededHash(seed);
        SwarmTable table = new SwarmTable(hash);
        Map<InfoHash, MemorySwarm> expected = new HashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < operations; i++) {
            InfoHash share = InfoHash.of(random.nextInt(hashes), 0, 0);
            MemorySwarm swarm =
                    table.find(share, hash.infoHash(share.head(), share.middle(), share.tail()));
            assertThat(swarm).isSameAs(expected.get(share));
            boolean grows = i / (operations / 4) % 2 == 0;
            if (swarm == null && random.nextInt(10) < (grows ? 9 : 1)) {
                swarm = new MemorySwarm(share);
                table.add(swarm);
                expected.put(share, swarm);
            } else if (swarm != null && random.nextInt(10) < (grows ? 1 : 9)) {
                table.remove(swarm);
                expected.remove(share);
            }
        }
        Set<MemorySwarm> met = new HashSet<>();
        for (int slot = 0; slot < table.slots(); slot++) {
            MemorySwarm swarm = table.at(slot);
            if (swarm != null) {
                assertThat(met.add(swarm)).isTrue();
            }
        }
        assertThat(met).containsExactlyInAnyOrderElementsOf(expected.values());
        assertThat(table.slots()).isLessThanOrEqualTo(4 * hashes);
    }

    @Test
    void findsWhatIsThereAndNothingElse() {
        churn(new SplittableRandom(1), 2_000, 100_000);
    }

    @Test
    void findsSwarmsThatAllWantOneSlot() {
        churn(() -> 0L, 60, 20_000);
    }

    @Test
    void tellsInfoHashesApartByEachOfTheirBits() {
        SeededHash hash = new SeededHash(() -> 0L);
        SwarmTable table = new SwarmTable(hash);
        Set<InfoHash> added = new HashSet<>();
        for (int bit = 0; bit < 160; bit++) {
            byte[] bytes = new byte[InfoHash.LENGTH];
            bytes[bit / 8] = (byte) (1 << bit % 8);
            InfoHash share = InfoHash.of(bytes);
            assertThat(table.find(share, 0)).isNull();
            table.add(new MemorySwarm(share));
            added.add(share);
        }
        for (InfoHash share : added) {
            MemorySwarm swarm = table.find(share, 0);
            assertThat(swarm).isNotNull();
            assertThat(swarm == null ? null : swarm.infoHash()).isEqualTo(share);
        }
    }
}
