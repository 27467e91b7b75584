package dunlin.tracker.web;

import dunlin.protocol.PeerAddress;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.Gate.Pass;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.feed.Feeds;
import dunlin.tracker.feed.IndexEventStream;
import dunlin.tracker.metrics.Health;
import dunlin.tracker.page.Pages;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpHandler;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import dunlin.web.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Which part of the index answers which path; announces have a way of their own. What has a page is
 * answered with one, refusals too; everything else in JSON.
 */
public final class Routes implements HttpHandler {
    private static final HttpResponse OPENAPI =
            new HttpResponse(200, "application/json; charset=utf-8", read("openapi.json"));

    /** What tells nothing of what is shared: for those who watch over the index, and browsers. */
    private static final Set<String> OPEN =
            Set.of("/health", "/api/v1/openapi.json", "/style.css", "/page.js", "/favicon.svg");

    private static final Pattern FOR_PROGRAMS =
            Pattern.compile("/(api/.*|feed\\..*|metrics|health)");

    private final Gate gate;
    private final Readership readership;
    private final IndexNames names;
    private final CatalogueHttp catalogueHttp;
    private final SearchHttp search;
    private final Catalogue catalogue;
    private final SwarmStore swarms;
    private final Pages pages;
    private final Feeds feeds;
    private final IndexEventStream events;
    private final Metrics metrics;
    private final Health health;

    public Routes(
            Gate gate,
            Readership readership,
            IndexNames names,
            Catalogue catalogue,
            SwarmStore swarms,
            CatalogueHttp catalogueHttp,
            Pages pages,
            Feeds feeds,
            IndexEventStream events,
            Metrics metrics) {
        this.gate = gate;
        this.readership = readership;
        this.names = names;
        this.catalogue = catalogue;
        this.swarms = swarms;
        this.catalogueHttp = catalogueHttp;
        this.search = new SearchHttp(catalogue, swarms, names);
        this.pages = pages;
        this.feeds = feeds;
        this.events = events;
        this.metrics = metrics;
        this.health = new Health(swarms, catalogue);
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws HttpRefusal, IOException {
        try {
            gate.request(PeerAddress.of(request.sender(), 0));
            String path = request.path();
            Optional<HttpRefusal> foreign = names.foreignHost(request);
            if (foreign.isPresent() && !isForAnyHost(path)) {
                throw foreign.get();
            }
            boolean isRead = isRead(request);
            Pass pass = isRead && !OPEN.contains(path) ? readership.check(request) : Pass.NONE;
            if (path.equals(CatalogueHttp.SHARES) || path.startsWith(CatalogueHttp.SHARES + "/")) {
                return catalogueHttp.handle(request);
            }
            return isRead ? read(request, pass) : HttpResponse.onlyMethods("GET, HEAD");
        } catch (TrackerRejection e) {
            throw refusal(e);
        }
    }

    /**
     * Monitoring knows the index by names of its own, and is told numbers only. Announces, which do
     * not come this way, are for any host too: links carry names of an index that it does not know,
     * and who is told the peers of a share must know its info-hash already.
     */
    private static boolean isForAnyHost(String path) {
        return path.equals("/health") || path.equals("/metrics");
    }

    private static boolean isRead(HttpRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    private HttpResponse read(HttpRequest request, Pass pass) throws HttpRefusal, TrackerRejection {
        return switch (request.path()) {
            case "/api/v1/search" -> search.search(request);
            case "/api/v1/near" -> search.near(request);
            case "/api/v1/statistics" -> statistics();
            case "/api/v1/events" -> events.follow(() -> readership.mayRead(pass));
            case "/api/v1/openapi.json" -> OPENAPI;
            case "/feed.atom" -> feeds.atom(request);
            case "/feed.rss" -> feeds.rss(request);
            case "/metrics" -> metrics.show();
            case "/health" -> health.show();
            default -> {
                if (request.path().startsWith("/api/")) {
                    throw new HttpRefusal(404, "nothing is here");
                }
                yield pages.answer(request)
                        .orElseThrow(() -> new HttpRefusal(404, "Nothing is here."));
            }
        };
    }

    /** A person who looks at pages is told on a page. */
    @Override
    public HttpResponse refusal(HttpRequest request, HttpRefusal refusal) {
        return FOR_PROGRAMS.matcher(request.path()).matches()
                ? HttpHandler.super.refusal(request, refusal)
                : pages.refusal(refusal);
    }

    private static HttpRefusal refusal(TrackerRejection e) {
        int status = status(e.reason());
        String reason = String.valueOf(e.getMessage());
        return e.retryIn().isPresent()
                ? new HttpRefusal(status, reason, e.retryIn())
                : new HttpRefusal(status, reason);
    }

    private HttpResponse statistics() throws TrackerRejection {
        Catalogue.Totals listed = catalogue.totals();
        SwarmStore.Totals present = swarms.totals();
        return ListingJson.response(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("shares", listed.shares())
                        .put("bytes", listed.contentBytes())
                        .put("sharers", listed.sharers())
                        .put("swarms", present.swarms())
                        .put("peers", present.peers()));
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

    private static byte[] read(String resource) {
        try (InputStream in =
                Objects.requireNonNull(Routes.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
