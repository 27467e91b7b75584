package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A list of shares in JSON, a lot at a time. For one thread. */
final class ListParts implements HttpResponse.PartSource {
    private final Queue<List<Entry>> ready = new ArrayDeque<>();
    private final ListingJson.Lots lots;
    private final ListingJson.Form form;
    private String before = "[";
    private boolean ended;

    ListParts(List<Entry> first, List<Entry> second, ListingJson.Lots lots, ListingJson.Form form) {
        this.ready.add(first);
        this.ready.add(second);
        this.lots = lots;
        this.form = form;
    }

    @Override
    public Optional<byte[]> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        try {
            List<Entry> lot = ready.isEmpty() ? lots.next() : ready.remove();
            ended = lot.isEmpty();
            return Optional.of((ended ? "]\n" : before + written(lot)).getBytes(UTF_8));
        } catch (TrackerRejection e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            before = ",";
        }
    }

    /** Without the brackets around them. */
    private String written(List<Entry> lot) throws TrackerRejection {
        String list = form.of(lot).toString();
        return list.substring(1, list.length() - 1);
    }
}
