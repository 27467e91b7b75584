package dunlin.tracker.page;

import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import java.time.Instant;
import java.util.List;

/**
 * A share as a line of a list shows it.
 *
 * @param mark what is to be known of one that nobody has; empty for others
 */
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
        String mark,
        List<Tag> tags) {
    /** A tag, and the search for it as a URL's query has it. */
    record Tag(String text, String query) {
        static List<Tag> of(Note note) {
            return note.tags().stream()
                    .map(tag -> new Tag(Display.safe(tag), Display.inQuery("tag:" + tag)))
                    .toList();
        }
    }

    static ShareRow of(LiveListing live, Instant now) {
        Listing share = live.listing();
        return new ShareRow(
                share.id().toString(),
                Display.safe(share.name()),
                Display.size(share.size()),
                Display.number(share.files()),
                Display.number(live.seeders()),
                Display.number(live.leechers()),
                Display.safe(share.sharedBy()),
                Display.at(share.sharedAt()),
                Display.ago(share.sharedAt(), now),
                mark(live),
                Tag.of(share.note()));
    }

    private static String mark(LiveListing live) {
        if (live.gone()) {
            return "gone";
        }
        return live.seeders() + live.leechers() == 0 ? "nobody has it" : "";
    }
}
