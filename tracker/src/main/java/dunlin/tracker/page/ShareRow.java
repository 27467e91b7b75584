package dunlin.tracker.page;

import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.Catalogue.Entry;
import java.time.Instant;
import java.util.List;

/** A share as a line of a list shows it. */
record ShareRow(
        String id,
        String name,
        String size,
        String files,
        String seeders,
        String leechers,
        String by,
        String at,
        String ago,
        boolean gone,
        List<Tag> tags) {
    /** A tag, and the search for it as a URL's query has it. */
    record Tag(String text, String query) {
        static List<Tag> of(Entry entry) {
            return entry.note().tags().stream()
                    .map(tag -> new Tag(Display.safe(tag), Display.inQuery("tag:" + tag)))
                    .toList();
        }
    }

    static ShareRow of(Entry entry, Counts counts, Instant now) {
        return new ShareRow(
                entry.id().toString(),
                Display.safe(entry.name()),
                Display.size(entry.size()),
                Display.number(entry.files()),
                Display.number(counts.complete()),
                Display.number(counts.incomplete()),
                Display.safe(entry.sharedBy()),
                Display.at(entry.sharedAt()),
                Display.ago(entry.sharedAt(), now),
                entry.gone().isPresent(),
                Tag.of(entry));
    }
}
