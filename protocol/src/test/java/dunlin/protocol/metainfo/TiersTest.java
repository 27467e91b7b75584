package dunlin.protocol.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TiersTest {
    private static final Tiers TWO = new Tiers(List.of(List.of("a", "b"), List.of("c")));

    @Test
    void hasNoEmptyTier() {
        assertThat(new Tiers(List.of(List.of(), List.of("a"), List.of())).tiers())
                .containsExactly(List.of("a"));
        assertThat(new Tiers(List.of(List.of()))).isEqualTo(Tiers.NONE);
        assertThat(Tiers.NONE.isEmpty()).isTrue();
        assertThat(TWO.isEmpty()).isFalse();
    }

    @Test
    void staysAsItIsWhenTheListsItWasMadeOfChange() {
        List<String> tier = new ArrayList<>(List.of("a"));
        Tiers tiers = new Tiers(List.of(tier));
        tier.add("b");
        assertThat(tiers.urls()).containsExactly("a");
    }

    @Test
    void eachTrackerHasATierOfItsOwnIfEachIsToBeTold() {
        assertThat(Tiers.each(List.of("a", "b")).tiers())
                .containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void listsTheUrlsOfAllTiersInOrder() {
        assertThat(TWO.urls()).containsExactly("a", "b", "c");
    }

    @Test
    void whatIsNewInOthersComesBehind() {
        assertThat(TWO.then(new Tiers(List.of(List.of("b"), List.of("c", "d"), List.of("d", "e")))))
                .isEqualTo(
                        new Tiers(
                                List.of(
                                        List.of("a", "b"),
                                        List.of("c"),
                                        List.of("d"),
                                        List.of("e"))));
        assertThat(Tiers.NONE.then(TWO)).isEqualTo(TWO);
        assertThat(TWO.then(Tiers.NONE)).isEqualTo(TWO);
    }

    @Test
    void ofManyUrlsTheFirstAreKeptEachWhereItStandsFirst() {
        Tiers tiers = new Tiers(List.of(List.of("a", "a", "b"), List.of("a"), List.of("c", "d")));
        assertThat(tiers.first(3)).isEqualTo(new Tiers(List.of(List.of("a", "b"), List.of("c"))));
        assertThat(tiers.first(99).urls()).containsExactly("a", "b", "c", "d");
        assertThat(tiers.first(0)).isEqualTo(Tiers.NONE);
    }

    @Test
    void eachTierIsShuffledInItself() {
        List<String> ten = IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        Tiers tiers = new Tiers(List.of(ten, List.of("x")));
        Set<String> firsts = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            List<List<String>> shuffled = tiers.shuffled(new Random(seed)).tiers();
            assertThat(shuffled.get(0)).containsExactlyInAnyOrderElementsOf(ten);
            assertThat(shuffled.get(1)).containsExactly("x");
            firsts.add(shuffled.get(0).getFirst());
        }
        assertThat(firsts).containsExactlyInAnyOrderElementsOf(ten);
    }
}
