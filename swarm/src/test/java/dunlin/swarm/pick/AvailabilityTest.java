package dunlin.swarm.pick;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Bitfield;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private static final int PIECES = 40;

    private final Random random = new Random(7);

    @Test
    void listsOnlyWhatIsMissing() {
        Bitfield have = Bitfield.all(PIECES);
        have.clear(3);
        have.clear(39);
        Availability availability = new Availability(have, random);

        assertThat(availability.size()).isEqualTo(2);
        assertThat(availability.listed(3)).isTrue();
        assertThat(availability.listed(4)).isFalse();
        assertThat(Set.of(3, 39)).contains(availability.any(), availability.rarest());
    }

    @Test
    void seedsChangeNoOrderButCount() {
        Availability availability = new Availability(Bitfield.none(2), random);
        availability.up(0);
        assertThat(availability.obtainable()).isTrue();
        availability.seedJoined();

        assertThat(availability.rarest()).isEqualTo(1);
        assertThat(availability.of(0)).isEqualTo(2);
        assertThat(availability.of(1)).isEqualTo(1);

        availability.seedLeft();
        availability.down(0);
        assertThat(availability.of(0)).isZero();
        assertThat(availability.obtainable()).isFalse();
    }

    @Test
    void differsInOrderFromOneSwarmToTheNext() {
        assertThat(drained(withOnePeer(1))).isNotEqualTo(drained(withOnePeer(2)));
    }

    private static Availability withOnePeer(long seed) {
        Availability availability = new Availability(Bitfield.none(PIECES), new Random(seed));
        for (int p = 0; p < PIECES; p++) {
            availability.up(p);
        }
        return availability;
    }

    @Test
    void keepsRarestFirstThroughAnySequenceOfEvents() {
        for (int round = 0; round < 200; round++) {
            Availability availability = new Availability(Bitfield.none(PIECES), random);
            int[] count = new int[PIECES];
            Set<Integer> listed = new HashSet<>();
            for (int p = 0; p < PIECES; p++) {
                listed.add(p);
            }
            for (int step = 0; step < 500; step++) {
                int piece = random.nextInt(PIECES);
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        availability.up(piece);
                        count[piece]++;
                    }
                    case 2 -> {
                        if (count[piece] > 0) {
                            availability.down(piece);
                            count[piece]--;
                        }
                    }
                    default -> {
                        if (listed.remove(piece)) {
                            availability.unlist(piece);
                        } else {
                            listed.add(piece);
                            availability.list(piece);
                        }
                    }
                }
                assertThat(availability.size()).isEqualTo(listed.size());
                if (!listed.isEmpty()) {
                    int least = listed.stream().mapToInt(p -> count[p]).min().orElseThrow();
                    assertThat(count[availability.rarest()]).isEqualTo(least);
                }
                int limit = listed.size();
                int rarestHeld = availability.rarest(p -> count[p] > 1, limit);
                int expected =
                        listed.stream().mapToInt(p -> count[p]).filter(c -> c > 1).min().orElse(-1);
                assertThat(rarestHeld < 0 ? -1 : count[rarestHeld]).isEqualTo(expected);
            }
            List<Integer> order = drained(availability);
            assertThat(new HashSet<>(order)).isEqualTo(listed);
            assertThat(order).hasSameSizeAs(listed);
            int[] counts = order.stream().mapToInt(p -> count[p]).toArray();
            int[] sorted = counts.clone();
            Arrays.sort(sorted);
            assertThat(counts).isEqualTo(sorted);
        }
    }

    private static List<Integer> drained(Availability availability) {
        List<Integer> order = new ArrayList<>();
        while (availability.size() > 0) {
            int piece = availability.rarest();
            order.add(piece);
            availability.unlist(piece);
        }
        return order;
    }
}
