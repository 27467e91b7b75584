package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes shares as the API lists them, with how many have them now. The names are a contract. */
final class ListingJson {
    /** Most shares that are written at once. */
    static final int LOT = 100;

    private final SwarmStore swarms;
    private final IndexNames names;

    ListingJson(SwarmStore swarms, IndexNames names) {
        this.swarms = swarms;
        this.names = names;
    }

    /** Gives shares in small lots. */
    interface Lots {
        /** The next few; none behind the last. */
        List<Entry> next() throws TrackerRejection;
    }

    /** Lots of shares that are there already. */
    static Lots lots(List<Entry> entries) {
        Iterator<Entry> left = entries.iterator();
        return () -> {
            List<Entry> lot = new ArrayList<>();
            while (lot.size() < LOT && left.hasNext()) {
                lot.add(left.next());
            }
            return lot;
        };
    }

    /** Writes a lot of shares. */
    interface Form {
        ArrayNode of(List<Entry> lot) throws TrackerRejection;
    }

    /**
     * Answers with a list. A share has up to 12 KB as it is written, so more than one lot is
     * written only while it is sent.
     */
    static HttpResponse response(Lots lots, Form form) throws TrackerRejection {
        List<Entry> first = lots.next();
        List<Entry> second = first.isEmpty() ? List.of() : lots.next();
        if (second.isEmpty()) {
            return response(200, form.of(first));
        }
        return new HttpResponse(
                200,
                "application/json; charset=utf-8",
                new HttpResponse.Body.Parts(new ListParts(first, second, lots, form)),
                Map.of(),
                () -> {});
    }

    /** A list of shares, in this order. */
    ArrayNode list(List<Entry> entries) throws TrackerRejection {
        Map<InfoHash, Counts> counts = swarms.scrape(entries.stream().map(Entry::id).toList());
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Entry entry : entries) {
            Counts count = counts.getOrDefault(entry.id(), Counts.NOBODY);
            write(entry.live(count), list.addObject());
        }
        return list;
    }

    private void write(LiveListing live, ObjectNode node) {
        Listing share = live.listing();
        node.put("id", share.id().toString());
        node.put("name", share.name());
        node.put("size", share.size());
        node.put("files", share.files());
        node.put("seeders", live.seeders());
        node.put("leechers", live.leechers());
        node.put("sharedBy", share.sharedBy());
        node.put("sharedAt", text(share.sharedAt()));
        node.put("magnet", names.magnet(share.magnet()).orElse(null));
        node.put("description", share.note().description());
        ArrayNode tags = node.putArray("tags");
        share.note().tags().forEach(tags::add);
        node.put("owner", share.owner().map(PeerKey::toString).orElse(null));
        node.put("gone", live.gone());
    }

    /** One share. */
    JsonNode one(Entry entry) throws TrackerRejection {
        return list(List.of(entry)).get(0);
    }

    /** Peers of a share. */
    static ArrayNode peers(List<AnnouncedPeer> peers) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (AnnouncedPeer peer : peers) {
            list.addObject()
                    .put("name", peer.displayName())
                    .put("address", peer.address().toString())
                    .put("complete", peer.complete())
                    .put("since", text(peer.since()))
                    .put("beforeRestart", peer.beforeRestart());
        }
        return list;
    }

    /** A time, to the second. */
    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static HttpResponse response(int status, JsonNode document) {
        return new HttpResponse(
                status, "application/json; charset=utf-8", (document + "\n").getBytes(UTF_8));
    }
}
