package dunlin.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedMembers members = new SimulatedMembers(7);

    @Test
    void twoProveWhoTheyAreAndOneFindsWhatTheOtherShares() {
        Overlay prospero = members.member("Prospero");
        Overlay ariel = members.member("Ariel", SimulatedMembers.address(1));
        SimulatedMembers.share(prospero, "The Tempest.txt", "Macbeth.txt");
        members.pass(Duration.ofSeconds(10));
        assertThat(ariel.neighbours())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.status().link().name()).isEqualTo("Prospero");
                    assertThat(it.status().link().member()).isEqualTo(prospero.member());
                    assertThat(it.client()).startsWith("Dunlin");
                });
        assertThat(members.search(ariel, "tempests", MINUTE))
                .isEqualTo(Map.of("Prospero", List.of("The Tempest.txt")));
    }

    @Test
    void twentyMembersAreAllOnTheMapAndEachFindsWhatEachShares() {
        List<Overlay> all = new ArrayList<>();
        for (int number = 1; number <= 20; number++) {
            all.add(members.member("member " + number, SimulatedMembers.address(1)));
            SimulatedMembers.share(all.getLast(), "treatise " + number);
            members.pass(Duration.ofMillis(200));
        }
        members.pass(MINUTE);
        assertThat(members.gather(all.get(4))).hasSize(19);
        for (int number = 1; number <= 20; number++) {
            assertThat(members.search(all.get(number % 7), "treatise " + number, MINUTE).keySet())
                    .contains("member " + number);
        }
    }

    @Test
    void aVisitorAsksAndNobodyKnowsOfIt() {
        Overlay prospero = members.member("Prospero");
        Overlay ariel = members.member("Ariel", SimulatedMembers.address(1));
        SimulatedMembers.share(prospero, "The Tempest.txt");
        members.pass(Duration.ofSeconds(10));
        Overlay visitor = members.visitor(SimulatedMembers.address(2));
        assertThat(members.search(visitor, "tempest", MINUTE)).containsKey("Prospero");
        assertThat(members.gather(visitor)).containsExactly("Ariel", "Prospero");
        assertThat(members.gather(ariel)).containsExactly("Prospero");
        assertThat(prospero.neighbours()).hasSize(1);
    }

    @Test
    void whenThreeOfTwelveAreGoneAtOnceTheRestIsOneNetworkAndTheMapShowsJustThose() {
        List<Overlay> all = new ArrayList<>();
        for (int number = 1; number <= 12; number++) {
            all.add(members.member("member " + number, SimulatedMembers.address(1)));
            SimulatedMembers.share(all.getLast(), "treatise " + number);
        }
        members.pass(MINUTE);
        Overlay before = members.visitor(SimulatedMembers.address(1));
        members.pass(Duration.ofSeconds(1));
        assertThat(members.gather(before)).hasSize(12);
        for (int gone : List.of(1, 5, 9)) {
            members.kill(gone);
        }
        members.pass(Duration.ofSeconds(10));
        Overlay after = members.visitor(SimulatedMembers.address(7));
        members.pass(Duration.ofSeconds(1));
        assertThat(members.gather(after)).hasSize(9);
        assertThat(members.search(after, "treatise 8", MINUTE)).containsKey("member 8");
    }
}
