package dunlin.tracker.absence;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.Catalogue.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AbsenceRuleTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Optional<Instant> BEFORE = Optional.of(NOON.minusSeconds(60));
    private static final AbsenceRule RULE = new AbsenceRule(NOON, Duration.ofDays(30));
    private static final InfoHash ONE = InfoHash.of(1, 1, 1);
    private static final InfoHash TWO = InfoHash.of(2, 2, 2);
    private static final Counts SEEDER = new Counts(1, 0, 0);
    private static final Counts LEECHER = new Counts(0, 0, 1);

    private static Watched share(Optional<Instant> silentSince, InfoHash... swarms) {
        return new Watched(1, ONE, List.of(swarms), silentSince);
    }

    private static AbsenceRule.Changes changes(
            Watched share, Map<InfoHash, Counts> counts, Instant now) {
        return RULE.changes(List.of(share), counts, now);
    }

    @Test
    void aShareWithoutAnybodyFallsSilentOnce() {
        Map<InfoHash, Counts> nobody = Map.of(ONE, Counts.NOBODY);
        assertThat(changes(share(Optional.empty(), ONE), nobody, NOON).fellSilent())
                .containsExactly(ONE);
        assertThat(changes(share(Optional.empty(), ONE), Map.of(), NOON).fellSilent())
                .as("a swarm that is not known")
                .containsExactly(ONE);
        assertThat(changes(share(BEFORE, ONE), nobody, NOON).fellSilent()).isEmpty();
    }

    @Test
    void noneFallsSilentInTheGraceButWhoIsThereComesBack() {
        Instant grace = NOON.minusMillis(1);
        assertThat(changes(share(Optional.empty(), ONE), Map.of(), grace).fellSilent()).isEmpty();
        assertThat(changes(share(BEFORE, ONE), Map.of(ONE, SEEDER), grace).cameBack())
                .containsExactly(ONE);
    }

    @Test
    void oneSeederOrLeecherOfOneSwarmIsSomebody() {
        for (Counts somebody : List.of(SEEDER, LEECHER)) {
            Map<InfoHash, Counts> counts = Map.of(ONE, Counts.NOBODY, TWO, somebody);
            AbsenceRule.Changes silent = changes(share(BEFORE, ONE, TWO), counts, NOON);
            assertThat(silent.cameBack()).containsExactly(ONE);
            assertThat(silent.fellSilent()).isEmpty();
            AbsenceRule.Changes present = changes(share(Optional.empty(), ONE, TWO), counts, NOON);
            assertThat(present.cameBack()).isEmpty();
            assertThat(present.fellSilent()).isEmpty();
        }
    }

    @Test
    void whatIsSilentForTheTimeIsGoneAndForTwiceTheTimeForgotten() {
        assertThat(RULE.goneIfSilentBefore(NOON)).isEqualTo(NOON.minus(Duration.ofDays(30)));
        assertThat(RULE.forgottenIfSilentBefore(NOON)).isEqualTo(NOON.minus(Duration.ofDays(60)));
    }
}
