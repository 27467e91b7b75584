package dunlin.tracker.announce;

import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.store.SwarmStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The service of announces, put together for tests. */
final class Announces {
    static final Duration INTERVAL = Duration.ofMinutes(2);

    /** A catalogue in which no name belongs to anybody. */
    static final ShownNames.Owners NO_OWNERS =
            new ShownNames.Owners() {
                @Override
                public Optional<PeerKey> keyOf(String shownName) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> nameOf(PeerKey key) {
                    return Optional.empty();
                }
            };

    private Announces() {}

    /** One in which every share is called films. */
    static AnnounceService service(
            SwarmStore store, Gate gate, InstantSource time, IndexEvents events) {
        return new AnnounceService(
                store,
                gate,
                new ShownNames(NO_OWNERS, gate, new IndexNames(Optional.empty()), System::nanoTime),
                id -> "films",
                new AnnounceService.Settings(INTERVAL, false),
                time,
                events);
    }
}
