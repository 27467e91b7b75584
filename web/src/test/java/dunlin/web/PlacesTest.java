package dunlin.web;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.web.Places.Outcome;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final InetAddress ANNA = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress BERT = InetAddress.ofLiteral("192.0.2.2");
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.99");
    private static final InetAddress CARL = InetAddress.ofLiteral("192.0.2.3");

    private final Places<String> places = new Places<>(4, 3, ELSEWHERE::equals);

    private void busy(InetAddress from, String... names) {
        for (String name : names) {
            assertThat(places.enterBusy(name, from)).isEqualTo(admitted());
        }
    }

    private static Outcome<String> admitted() {
        return new Outcome<>(true, Optional.empty());
    }

    private static Outcome<String> inPlaceOf(String name) {
        return new Outcome<>(true, Optional.of(name));
    }

    private static Outcome<String> refused() {
        return new Outcome<>(false, Optional.empty());
    }

    @Test
    void whoHasMostGivesItsOldestToANewcomer() {
        busy(ANNA, "a1", "a2", "a3");
        busy(BERT, "b1");
        assertThat(places.enterBusy("c1", CARL)).isEqualTo(inPlaceOf("a1"));
    }

    @Test
    void nobodyPushesOutAnotherToHaveMoreThanIsLeftToThatOne() {
        busy(ANNA, "a1", "a2");
        busy(BERT, "b1");
        busy(CARL, "c1");
        assertThat(places.enterBusy("b2", BERT)).isEqualTo(refused());
        assertThat(places.enterBusy("a3", ANNA)).isEqualTo(refused());
        assertThat(places.enterBusy("d1", InetAddress.ofLiteral("192.0.2.4")))
                .isEqualTo(inPlaceOf("a1"));
        assertThat(places.enterBusy("e1", InetAddress.ofLiteral("192.0.2.5"))).isEqualTo(refused());
    }

    @Test
    void whoIdlesGivesWayBeforeWhoIsBusy() {
        busy(ANNA, "a1", "a2", "a3");
        busy(BERT, "b1");
        places.idles("a3");
        places.idles("a2");
        assertThat(places.enterBusy("c1", CARL)).isEqualTo(inPlaceOf("a3"));
    }

    @Test
    void whoHasMostAndIsBusyDoesNotPushOutWhoHasLess() {
        busy(ANNA, "a1", "a2", "a3");
        busy(BERT, "b1");
        places.idles("b1");
        assertThat(places.enter("a4", ANNA)).isEqualTo(refused());
    }

    @Test
    void whoWorksForAnotherCountsAsThatOne() {
        for (String name : List.of("1", "2", "3", "4")) {
            assertThat(places.enter(name, ELSEWHERE)).isEqualTo(admitted());
        }
        for (String name : List.of("1", "2", "3")) {
            assertThat(places.worksFor(ANNA, name)).isEqualTo(admitted());
        }
        assertThat(places.worksFor(ANNA, "4")).isEqualTo(refused());
        assertThat(places.worksFor(BERT, "4")).isEqualTo(admitted());
        assertThat(places.worksFor(ELSEWHERE, "4")).isEqualTo(admitted());
        assertThat(places.enterBusy("5", BERT)).isEqualTo(inPlaceOf("1"));
    }

    @Test
    void aFreePlaceIsAnyonesButWhoseAddressHasItsOwn() {
        busy(ANNA, "a1", "a2", "a3");
        assertThat(places.enter("a4", ANNA)).isEqualTo(refused());
        places.idles("a2");
        assertThat(places.enter("a4", ANNA)).isEqualTo(inPlaceOf("a2"));
        places.leave("a1");
        places.leave("a1");
        assertThat(places.enter("a5", ANNA)).isEqualTo(admitted());
    }
}
