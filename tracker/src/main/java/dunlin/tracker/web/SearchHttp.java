package dunlin.tracker.web;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.search.NearName;
import dunlin.protocol.search.QueryParser;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Near;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /api/v1/search?q=QUERY}: what is found, with the peers that have it; and {@code GET
 * /api/v1/near?q=NAME}: what somebody may have meant.
 */
final class SearchHttp {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final int MAX_OFFSET = 10_000;
    private static final int PEERS_EACH = 20;
    private static final int DEFAULT_NEAR = 10;
    private static final int MAX_NEAR = 50;

    private final Catalogue catalogue;
    private final SwarmStore swarms;
    private final ListingJson listings;

    SearchHttp(Catalogue catalogue, SwarmStore swarms, IndexNames names) {
        this.catalogue = catalogue;
        this.swarms = swarms;
        this.listings = new ListingJson(swarms, names);
    }

    HttpResponse search(HttpRequest request) throws HttpRefusal, TrackerRejection {
        String text =
                request.parameter("q").orElseThrow(() -> new HttpRefusal(400, "q is missing"));
        int offset = request.number("offset", 0, MAX_OFFSET);
        int limit = request.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
        List<Entry> found;
        try {
            found = catalogue.search(QueryParser.parse(text), offset, limit);
        } catch (ProtocolException e) {
            throw new HttpRefusal(400, String.valueOf(e.getMessage()));
        }
        return ListingJson.response(ListingJson.lots(found), this::hits);
    }

    /** {@code GET /api/v1/near?name=NAME}. */
    HttpResponse near(HttpRequest request) throws HttpRefusal, TrackerRejection {
        String name =
                request.parameter("q").orElseThrow(() -> new HttpRefusal(400, "q is missing"));
        int limit = request.number("limit", DEFAULT_NEAR, MAX_NEAR);
        List<Near> near = catalogue.near(new NearName(name), limit);
        ArrayNode list = listings.list(near.stream().map(Near::entry).toList());
        for (int i = 0; i < near.size(); i++) {
            ((ObjectNode) list.get(i)).put("edits", near.get(i).edits());
        }
        return ListingJson.response(200, list);
    }

    private ArrayNode hits(List<Entry> found) throws TrackerRejection {
        ArrayNode hits = listings.list(found);
        for (int i = 0; i < found.size(); i++) {
            ObjectNode hit = (ObjectNode) hits.get(i);
            hit.set("peers", ListingJson.peers(swarms.peers(found.get(i).id(), PEERS_EACH)));
        }
        return hits;
    }
}
