package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void aReachIsDealtOutWholeAndNothingIsAdded() {
        for (int reach = 0; reach < 400; reach++) {
            int[] parts = Spread.deal(reach, 8);
            assertThat(Arrays.stream(parts).sum() + parts.length).isEqualTo(reach);
        }
    }

    @Test
    void eightNeighboursAndAReachOf288AreEightThenSevenThenFour() {
        assertThat(Spread.deal(288, 8)).hasSize(8).containsOnly(35);
        assertThat(Spread.deal(35, 7)).hasSize(7).containsOnly(4);
        assertThat(Spread.deal(4, 7)).hasSize(4).containsOnly(0);
    }

    @Test
    void nobodyIsToldWhereNothingIsLeft() {
        assertThat(Spread.deal(0, 8)).isEmpty();
        assertThat(Spread.deal(100, 0)).isEmpty();
        assertThat(Spread.deal(-1, 8)).isEmpty();
    }
}
