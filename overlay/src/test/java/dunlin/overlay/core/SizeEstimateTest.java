package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SizeEstimateTest {
    private final Random random = new Random(1);

    @Test
    void whereEverybodyHoldsAllCardsNobodyIsBeyond() {
        long[] all = cards(100, 100);
        assertThat(SizeEstimate.beyond(all, List.of(all, all, all))).isZero();
    }

    @Test
    void theNumberOfOthersFollowsFromWhatNeighboursHoldBoth() {
        int beyond = SizeEstimate.beyond(cards(10_000, 300), neighbours(10_000, 300));
        assertThat(beyond).isBetween(7_500, 12_500);
    }

    @Test
    void twoWhoMakeIdsUpMoveItOnlyALittle() {
        List<long[]> neighbours = neighbours(10_000, 300);
        neighbours.set(0, random.longs(512).sorted().toArray());
        neighbours.set(1, random.longs(512).sorted().toArray());
        int beyond = SizeEstimate.beyond(cards(10_000, 300), neighbours);
        assertThat(beyond).isBetween(7_000, 25_000);
    }

    @Test
    void oneNeighbourAloneSaysHowManyThereAreAtLeast() {
        assertThat(SizeEstimate.beyond(new long[] {1}, List.of(new long[] {1, 2, 3}))).isEqualTo(2);
        assertThat(SizeEstimate.beyond(new long[0], List.of())).isZero();
    }

    private List<long[]> neighbours(int members, int held) {
        List<long[]> neighbours = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            neighbours.add(cards(members, held));
        }
        return neighbours;
    }

    private long[] cards(int members, int held) {
        return random.longs(0, members).distinct().limit(held).sorted().toArray();
    }
}
