package dunlin.tracker;

import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what an index says to the person who runs it. */
public final class RecordedEvents implements IndexEvents {
    public final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void happened(IndexEvent event) {
        lines.add(
                switch (event) {
                    case IndexEvent.Peer peer ->
                            "%s %s %s %d/%d"
                                    .formatted(
                                            peer.change().name().toLowerCase(Locale.ROOT),
                                            peer.name().orElseGet(peer.address()::toString),
                                            peer.share().get(),
                                            peer.seeders(),
                                            peer.leechers());
                    case IndexEvent.Share share ->
                            "%s %s by %s"
                                    .formatted(
                                            share.change().name().toLowerCase(Locale.ROOT),
                                            share.name(),
                                            share.by());
                    case IndexEvent.Refused refused ->
                            "refused %s: %s".formatted(refused.what(), refused.reason());
                });
    }
}
