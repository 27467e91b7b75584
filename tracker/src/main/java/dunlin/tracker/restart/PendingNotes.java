package dunlin.tracker.restart;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.tracker.store.Sighting;
import dunlin.tracker.store.Sighting.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What peers came and left since it was noted last; of each place only the last word counts. When
 * too much comes at once, the rest is not noted: its peers are found when they announce again.
 * Thread-safe.
 */
final class PendingNotes {
    private static final int MOST = 10_000;

    /**
     * What is to be noted.
     *
     * @param left where nobody is any more
     */
    record Batch(List<Sighting> came, List<Place> left) {
        boolean isEmpty() {
            return came.isEmpty() && left.isEmpty();
        }
    }

    @GuardedBy("this")
    private final Map<Place, Optional<Sighting>> last = new HashMap<>();

    synchronized void came(Sighting sighting) {
        put(sighting.place(), Optional.of(sighting));
    }

    synchronized void left(Place place) {
        put(place, Optional.empty());
    }

    @GuardedBy("this")
    private void put(Place place, Optional<Sighting> sighting) {
        if (last.size() < MOST || last.containsKey(place)) {
            last.put(place, sighting);
        }
    }

    /** Takes out some of it, at most {@code limit}. */
    synchronized Batch take(int limit) {
        Batch batch = new Batch(new ArrayList<>(), new ArrayList<>());
        var each = last.entrySet().iterator();
        for (int i = 0; i < limit && each.hasNext(); i++) {
            var entry = each.next();
            entry.getValue()
                    .ifPresentOrElse(batch.came()::add, () -> batch.left().add(entry.getKey()));
            each.remove();
        }
        return batch;
    }
}
