package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvent.ShareChange;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.http.HttpRefusal;
import dunlin.tracker.http.HttpRequest;
import dunlin.tracker.http.HttpResponse;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Note;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.SwarmPeer;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalogue over HTTP, in JSON.
 *
 * <pre>
 *   POST /api/v1/shares?sharedBy=NAME           the body is a .torrent: 201 new, 200 known
 *   GET  /api/v1/shares?offset=N&amp;limit=N        newest first
 *   GET  /api/v1/shares?q=NAME-OR-ID            all that are meant by it
 *   GET  /api/v1/shares/ID                      one
 *   GET  /api/v1/shares/ID/torrent              its .torrent
 *   GET  /api/v1/shares/ID/peers                who is in its swarm now
 * </pre>
 */
public final class CatalogueHttp {
    static final String SHARES = "/api/v1/shares";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_PEERS = 500;

    /** Torrents longer than this take one of few places, so that many at once fit the memory. */
    private static final int LARGE = 256 * 1024;

    private static final int LARGE_PLACES = 8;
    private static final int PATIENCE_SECONDS = 5;

    private final Catalogue catalogue;
    private final SwarmStore swarms;
    private final InstantSource time;
    private final IndexEvents events;
    private final Semaphore large = new Semaphore(LARGE_PLACES);

    public CatalogueHttp(
            Catalogue catalogue, SwarmStore swarms, InstantSource time, IndexEvents events) {
        this.catalogue = catalogue;
        this.swarms = swarms;
        this.time = time;
        this.events = events;
    }

    /** Answers a request whose path begins with {@link #SHARES}. */
    HttpResponse handle(HttpRequest request) throws HttpRefusal, IOException {
        String rest = request.path().substring(SHARES.length());
        boolean post = request.method().equals("POST");
        if (post ? !rest.isEmpty() : !isRead(request)) {
            return Routes.onlyMethods(rest.isEmpty() ? "GET, HEAD, POST" : "GET, HEAD");
        }
        try {
            return post ? register(request) : read(request, rest);
        } catch (TrackerRejection e) {
            throw new HttpRefusal(status(e.reason()), String.valueOf(e.getMessage()));
        }
    }

    private static boolean isRead(HttpRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private static int status(TrackerRejection.Reason reason) {
        return switch (reason) {
            case INVALID -> 400;
            case FORBIDDEN -> 403;
            case UNKNOWN -> 404;
            case TOO_LARGE -> 413;
            case TOO_OFTEN -> 429;
            case FULL -> 507;
            case BROKEN -> 503;
        };
    }

    private HttpResponse read(HttpRequest request, String rest)
            throws HttpRefusal, TrackerRejection {
        if (rest.isEmpty()) {
            return json(200, request.parameter("q").isPresent() ? lookUp(request) : list(request));
        }
        String[] parts = rest.split("/", 4);
        Entry entry = find(parts.length > 1 ? parts[1] : "");
        String part = parts.length > 2 ? parts[2] : "";
        return switch (parts.length > 3 ? "none" : part) {
            case "" -> json(200, listing(List.of(entry)).get(0));
            case "torrent" -> torrent(entry);
            case "peers" -> json(200, peers(entry));
            default -> throw new HttpRefusal(404, "nothing is here");
        };
    }

    private Entry find(String id) throws HttpRefusal, TrackerRejection {
        if (!id.matches("[0-9a-fA-F]{40}")) {
            throw new HttpRefusal(404, "an id is 40 hexadecimal digits");
        }
        return catalogue
                .find(InfoHash.fromHex(id))
                .orElseThrow(() -> new HttpRefusal(404, "no share has this id"));
    }

    private ArrayNode list(HttpRequest request) throws HttpRefusal, TrackerRejection {
        int offset = request.number("offset", 0, 100_000_000);
        int limit = request.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
        return listing(catalogue.list(offset, limit));
    }

    private ArrayNode lookUp(HttpRequest request) throws HttpRefusal, TrackerRejection {
        return listing(catalogue.lookUp(request.parameter("q").orElse(""), MAX_LIMIT));
    }

    private HttpResponse register(HttpRequest request)
            throws HttpRefusal, TrackerRejection, IOException {
        refuseForeignPages(request);
        String sharedBy =
                request.parameter("sharedBy")
                        .orElseThrow(() -> new HttpRefusal(400, "sharedBy is missing"));
        boolean isLarge = request.contentLength() > LARGE;
        if (isLarge) {
            takeLargePlace();
        }
        Registration registration;
        try {
            byte[] torrent = request.body(Catalogue.MAX_TORRENT);
            Metainfo metainfo = Metainfo.parse(torrent);
            Instant now = time.instant();
            Sharer by = new Sharer(unproven(sharedBy), PeerName.check(sharedBy));
            registration = catalogue.register(torrent, metainfo, Note.NONE, by, now);
        } catch (ProtocolException e) {
            throw new HttpRefusal(400, "refused: " + e.getMessage());
        } finally {
            if (isLarge) {
                large.release();
            }
        }
        Entry entry = registration.entry();
        if (registration.isNew()) {
            events.happened(
                    new IndexEvent.Share(
                            ShareChange.REGISTERED, entry.id(), entry.name(), entry.sharedBy()));
        }
        return json(registration.isNew() ? 201 : 200, listing(List.of(entry)).get(0));
    }

    private static PeerKey unproven(String name) {
        try {
            return PeerKey.of(MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A page that a person happens to look at must not register shares in their name. */
    private static void refuseForeignPages(HttpRequest request) throws HttpRefusal {
        Optional<String> origin = request.header("origin");
        String here = request.header("host").orElse("");
        if (origin.isPresent() && !origin.get().replaceFirst("^https?://", "").equals(here)) {
            throw new HttpRefusal(403, "pages of other sites may not register shares");
        }
    }

    private HttpResponse torrent(Entry entry) throws HttpRefusal, TrackerRejection {
        boolean isLarge = entry.torrentLength() > LARGE;
        if (isLarge) {
            takeLargePlace();
        }
        byte[] torrent;
        try {
            torrent =
                    catalogue
                            .torrent(entry.id())
                            .orElseThrow(() -> new HttpRefusal(404, "no share has this id"));
        } catch (HttpRefusal | TrackerRejection | RuntimeException e) {
            if (isLarge) {
                large.release();
            }
            throw e;
        }
        return new HttpResponse(
                200,
                "application/x-bittorrent",
                torrent,
                Map.of(),
                isLarge ? large::release : () -> {});
    }

    private void takeLargePlace() throws HttpRefusal {
        try {
            if (large.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new HttpRefusal(503, "too many large torrents at once: try again later");
    }

    private ArrayNode listing(List<Entry> entries) throws TrackerRejection {
        Map<InfoHash, Counts> counts = swarms.scrape(entries.stream().map(Entry::id).toList());
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Entry entry : entries) {
            Counts count = counts.getOrDefault(entry.id(), Counts.NOBODY);
            list.addObject()
                    .put("id", entry.id().toString())
                    .put("name", entry.name())
                    .put("size", entry.size())
                    .put("files", entry.files())
                    .put("seeders", count.complete())
                    .put("leechers", count.incomplete())
                    .put("sharedBy", entry.sharedBy())
                    .put("sharedAt", text(entry.sharedAt()))
                    .put("magnet", entry.magnet().orElse(null));
        }
        return list;
    }

    private ArrayNode peers(Entry entry) throws TrackerRejection {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (SwarmPeer peer : swarms.peers(entry.id(), MAX_PEERS)) {
            ObjectNode node = list.addObject();
            node.put("name", peer.displayName());
            node.put("address", peer.address().toString());
            node.put("complete", peer.complete());
            node.put("since", text(peer.since()));
        }
        return list;
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static HttpResponse json(int status, tools.jackson.databind.JsonNode document) {
        return new HttpResponse(
                status, "application/json; charset=utf-8", (document + "\n").getBytes(UTF_8));
    }
}
