package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.SwarmPeer;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes shares as the API lists them, with how many have them now. The names are a contract. */
final class ListingJson {
    private final SwarmStore swarms;

    ListingJson(SwarmStore swarms) {
        this.swarms = swarms;
    }

    /** A list of shares, in this order. */
    ArrayNode list(List<Entry> entries) throws TrackerRejection {
        Map<InfoHash, Counts> counts = swarms.scrape(entries.stream().map(Entry::id).toList());
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Entry entry : entries) {
            Counts count = counts.getOrDefault(entry.id(), Counts.NOBODY);
            ObjectNode node = list.addObject();
            node.put("id", entry.id().toString());
            node.put("name", entry.name());
            node.put("size", entry.size());
            node.put("files", entry.files());
            node.put("seeders", count.complete());
            node.put("leechers", count.incomplete());
            node.put("sharedBy", entry.sharedBy());
            node.put("sharedAt", text(entry.sharedAt()));
            node.put("magnet", entry.magnet().orElse(null));
            node.put("description", entry.note().description());
            ArrayNode tags = node.putArray("tags");
            entry.note().tags().forEach(tags::add);
            node.put("owner", owner(entry));
            node.put("gone", entry.gone().isPresent());
        }
        return list;
    }

    private static @Nullable String owner(Entry entry) {
        return entry.owner().equals(Catalogue.NOBODY) ? null : entry.owner().toString();
    }

    /** One share. */
    JsonNode one(Entry entry) throws TrackerRejection {
        return list(List.of(entry)).get(0);
    }

    /** Peers of a share. */
    static ArrayNode peers(List<SwarmPeer> peers) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (SwarmPeer peer : peers) {
            list.addObject()
                    .put("name", peer.displayName())
                    .put("address", peer.address().toString())
                    .put("complete", peer.complete())
                    .put("since", text(peer.since()));
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
