package dunlin.tracker.web;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.access.Signatures;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.event.Refusals;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TorrentReader;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The catalogue over HTTP, in JSON.
 *
 * <pre>
 *   POST /api/v1/shares?sharedBy=NAME           the body is a .torrent: 201 new, 200 known;
 *                                               also description=TEXT and tag=WORD
 *   GET  /api/v1/shares?offset=N&amp;limit=N        newest first
 *   GET  /api/v1/shares?q=NAME-OR-ID            all that are meant by it
 *   GET  /api/v1/shares/ID                      one
 *   GET  /api/v1/shares/ID/torrent              its .torrent
 *   GET  /api/v1/shares/ID/peers                who is in its swarm now
 *   GET  /api/v1/shares/ID/holders              who registered it
 *   PUT  /api/v1/shares/ID/note                 {"description": text, "tags": [text]}
 *   DELETE /api/v1/shares/ID                    {"removed": whether it is not listed any more}
 * </pre>
 *
 * <p>What changes something is signed; see {@link dunlin.protocol.identity.SignedRequest}. Who may
 * read, {@link Readership} has seen before.
 */
public final class CatalogueHttp {
    static final String SHARES = "/api/v1/shares";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_PEERS = 500;

    private final Catalogue catalogue;
    private final SwarmStore swarms;
    private final LargePlaces places = new LargePlaces();
    private final ListingJson listings;
    private final SharerHttp sharers;
    private final Refusals refusals;

    public CatalogueHttp(
            Catalogue catalogue,
            SwarmStore swarms,
            TorrentReader reader,
            Gate gate,
            Signatures signatures,
            IndexNames names,
            InstantSource time,
            IndexEvents events) {
        this.catalogue = catalogue;
        this.swarms = swarms;
        this.listings = new ListingJson(swarms, names);
        this.sharers =
                new SharerHttp(catalogue, listings, gate, signatures, places, reader, time, events);
        this.refusals = new Refusals(time, events);
    }

    /** Answers a request whose path begins with {@link #SHARES}. */
    HttpResponse handle(HttpRequest request) throws HttpRefusal, TrackerRejection, IOException {
        String[] parts = request.path().substring(SHARES.length()).split("/", 4);
        String id = parts.length > 1 ? parts[1] : "";
        String part = parts.length > 2 ? parts[2] : "";
        try {
            if (parts.length == 1) {
                return all(request);
            }
            return switch (parts.length > 3 ? "none" : part) {
                case "" -> one(request, id);
                case "note" ->
                        request.method().equals("PUT")
                                ? sharers.annotate(request, id(id))
                                : HttpResponse.onlyMethods("PUT");
                case "torrent" -> isRead(request) ? torrent(find(id), request) : onlyReads();
                case "peers" -> isRead(request) ? peers(find(id)) : onlyReads();
                case "holders" -> isRead(request) ? holders(find(id)) : onlyReads();
                default -> throw new HttpRefusal(404, "nothing is here");
            };
        } catch (TrackerRejection e) {
            if (!isRead(request)) {
                refusals.tell(act(request), PeerAddress.of(request.sender(), 0), e);
            }
            throw e;
        }
    }

    /** What a request that changes something is called. */
    private static String act(HttpRequest request) {
        return switch (request.method()) {
            case "POST" -> "register";
            case "PUT" -> "describe";
            default -> "withdraw";
        };
    }

    private HttpResponse all(HttpRequest request)
            throws HttpRefusal, TrackerRejection, IOException {
        if (request.method().equals("POST")) {
            return sharers.register(request);
        }
        if (!isRead(request)) {
            return HttpResponse.onlyMethods("GET, HEAD, POST");
        }
        boolean isLookUp = request.parameter("q").isPresent();
        return ListingJson.response(isLookUp ? lookUp(request) : list(request), listings::list);
    }

    private HttpResponse one(HttpRequest request, String id) throws HttpRefusal, TrackerRejection {
        if (request.method().equals("DELETE")) {
            return sharers.withdraw(request, id(id));
        }
        return isRead(request)
                ? ListingJson.response(200, listings.one(find(id)))
                : HttpResponse.onlyMethods("GET, HEAD, DELETE");
    }

    private static boolean isRead(HttpRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static HttpResponse onlyReads() {
        return HttpResponse.onlyMethods("GET, HEAD");
    }

    private static InfoHash id(String text) throws HttpRefusal {
        return InfoHash.parse(text)
                .orElseThrow(() -> new HttpRefusal(404, "an id is 40 hexadecimal digits"));
    }

    private Entry find(String id) throws HttpRefusal, TrackerRejection {
        return catalogue
                .find(id(id))
                .orElseThrow(() -> new HttpRefusal(404, "no share has this id"));
    }

    private ListingJson.Lots list(HttpRequest request) throws HttpRefusal {
        int limit = request.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
        int offset = request.number("offset", 0, 100_000_000);
        AtomicInteger done = new AtomicInteger();
        return () -> {
            int count = Math.min(ListingJson.LOT, limit - done.get());
            return count == 0 ? List.of() : catalogue.list(offset + done.getAndAdd(count), count);
        };
    }

    private ListingJson.Lots lookUp(HttpRequest request) throws HttpRefusal, TrackerRejection {
        String wanted = request.parameter("q").orElse("");
        return ListingJson.lots(catalogue.lookUp(wanted, MAX_LIMIT));
    }

    private HttpResponse peers(Entry entry) throws TrackerRejection {
        return ListingJson.response(200, ListingJson.peers(swarms.peers(entry.id(), MAX_PEERS)));
    }

    private HttpResponse holders(Entry entry) throws TrackerRejection {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Catalogue.Holder holder : catalogue.holders(entry.id())) {
            list.addObject()
                    .put("name", holder.name())
                    .put("key", holder.key().toString())
                    .put("since", ListingJson.text(holder.since()));
        }
        return ListingJson.response(200, list);
    }

    private HttpResponse torrent(Entry entry, HttpRequest request)
            throws HttpRefusal, TrackerRejection {
        Runnable giveBack = places.take(entry.torrentLength(), request);
        byte[] torrent;
        try {
            torrent =
                    catalogue
                            .torrent(entry.id())
                            .orElseThrow(() -> new HttpRefusal(404, "no share has this id"));
        } catch (HttpRefusal | TrackerRejection | RuntimeException e) {
            giveBack.run();
            throw e;
        }
        return new HttpResponse(200, "application/x-bittorrent", torrent, Map.of(), giveBack);
    }
}
