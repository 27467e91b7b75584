package dunlin.tracker;

import dunlin.tracker.page.Pages.Fact;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The numbers of an index that a person asks for. Thread-safe. */
record IndexFacts(Catalogue catalogue, SwarmStore swarms, Instant start, InstantSource time) {
    List<Fact> now() {
        try {
            Catalogue.Totals listed = catalogue.totals();
            SwarmStore.Totals present = swarms.totals();
            Duration up = Duration.between(start, time.instant());
            return List.of(
                    Fact.of("Shares", listed.shares()),
                    Fact.ofBytes("Their content", listed.contentBytes()),
                    Fact.of("People who shared", listed.sharers()),
                    Fact.of("Peers here now", present.peers()),
                    Fact.of("In swarms", present.swarms()),
                    new Fact(
                            "Running for",
                            "%d d %d h %d min"
                                    .formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart())));
        } catch (TrackerRejection e) {
            return List.of(new Fact("Just now", String.valueOf(e.getMessage())));
        }
    }
}
