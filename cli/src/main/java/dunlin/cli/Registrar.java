package dunlin.cli;

import dunlin.discovery.CatalogueClient;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Puts shares into the catalogues of the indexes named. One that cannot be reached is tried again
 * later; one that has no catalogue is left alone. Not thread-safe.
 */
final class Registrar {
    private record Pending(TrackerUrl tracker, CatalogueClient index, Metainfo metainfo) {}

    private final List<TrackerUrl> trackers;
    private final String peerName;
    private final Console console;
    private final List<Pending> pending = new ArrayList<>();

    Registrar(SharedOptions options, Console console) {
        this.trackers = List.copyOf(options.trackers);
        this.peerName = options.peerName();
        this.console = console;
    }

    /** Registers a share everywhere. @return the first index that lists it now */
    Optional<TrackerUrl> register(Metainfo metainfo) {
        Optional<TrackerUrl> first = Optional.empty();
        for (TrackerUrl tracker : trackers) {
            if (tracker.index().isEmpty()) {
                continue;
            }
            Pending one =
                    new Pending(tracker, new CatalogueClient(tracker.index().get()), metainfo);
            try {
                if (register(one) && first.isEmpty()) {
                    first = Optional.of(tracker);
                }
            } catch (IOException e) {
                pending.add(one);
                console.note(
                        "the index %s cannot be reached (%s); %s is served all the same, and the index is tried again"
                                .formatted(
                                        tracker.display(),
                                        ErrorReport.text(e),
                                        metainfo.info().name()));
            }
        }
        return first;
    }

    /** Tries those again that could not be reached. */
    void retry() {
        for (Iterator<Pending> left = pending.iterator(); left.hasNext(); ) {
            Pending one = left.next();
            try {
                if (register(one)) {
                    console.note(
                            "%s is listed at %s now"
                                    .formatted(
                                            one.metainfo().info().name(), one.tracker().display()));
                }
                left.remove();
            } catch (IOException _) {
                // Said when it failed first.
            }
        }
    }

    private boolean register(Pending one) throws IOException {
        try {
            one.index().register(one.metainfo().encode(), peerName);
            return true;
        } catch (ProtocolException e) {
            console.note(
                    "%s does not list %s (%s); it is announced there all the same"
                            .formatted(
                                    one.tracker().display(),
                                    one.metainfo().info().name(),
                                    ErrorReport.text(e)));
            return false;
        }
    }
}
