package dunlin.tracker.page;

import dunlin.protocol.InfoHash;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TorrentReader;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import dunlin.web.QrCodes;
import dunlin.web.Templates;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers for the pages of the index.
 *
 * <pre>
 *   /                    what is new             /search?q=QUERY&amp;page=N
 *   /share/ID?files=N    one share               /share/ID/qr.svg, /share/ID/pieces.svg
 *   /statistics          numbers                 /style.css, /page.js, /favicon.svg
 * </pre>
 */
public final class Pages {
    /** A number that is worth showing, and its name. */
    public record Fact(String name, String value) {
        public static Fact of(String name, long number) {
            return new Fact(name, Display.number(number));
        }

        public static Fact ofBytes(String name, long bytes) {
            return new Fact(name, Display.size(bytes));
        }
    }

    private static final String SVG = "image/svg+xml";
    private static final Map<String, String> FOR_AN_HOUR =
            Map.of("Cache-Control", "private, max-age=3600");

    private static final Map<String, HttpResponse> FILES =
            Map.of(
                    "/style.css", file("style.css", "text/css; charset=utf-8"),
                    "/page.js", file("page.js", "text/javascript; charset=utf-8"),
                    "/favicon.svg", file("favicon.svg", SVG));

    private final Templates templates =
            new Templates(Pages.class, "list", "share", "statistics", "message");
    private final Catalogue catalogue;
    private final IndexNames names;
    private final ListPages lists;
    private final SharePage shares;
    private final Supplier<List<Fact>> facts;
    private final Optional<SurveyCache> surveys;

    /**
     * @param reader reads the torrents of which nothing is noted yet
     * @param names what links to this index say
     * @param survey asks peers for their pieces; without one no pieces are drawn
     * @param facts what the statistics show
     */
    public Pages(
            Catalogue catalogue,
            SwarmStore swarms,
            InstantSource time,
            TorrentReader reader,
            IndexNames names,
            Optional<PieceSurvey> survey,
            Supplier<List<Fact>> facts) {
        this.catalogue = catalogue;
        this.lists = new ListPages(catalogue, swarms, time, templates, names);
        ShareContents contents = new ShareContents(catalogue, reader);
        this.shares =
                new SharePage(
                        catalogue, contents, swarms, time, templates, survey.isPresent(), names);
        this.names = names;
        this.facts = facts;
        this.surveys = survey.map(asks -> new SurveyCache(asks, contents, swarms, time));
    }

    private static HttpResponse file(String name, String contentType) {
        return new HttpResponse(
                200, contentType, Templates.bytes(Pages.class, name), FOR_AN_HOUR, () -> {});
    }

    /**
     * Answers a GET or HEAD request, if its path is one of a page.
     *
     * @throws HttpRefusal if the request is no good; {@link #refusal} shows it to a person
     */
    public Optional<HttpResponse> answer(HttpRequest request) throws HttpRefusal, TrackerRejection {
        String path = request.path();
        if (path.startsWith("/share/")) {
            return Optional.of(share(request, path.split("/", 5)));
        }
        return switch (path) {
            case "/" -> Optional.of(lists.newest(request));
            case "/search" -> Optional.of(lists.search(request));
            case "/statistics" -> Optional.of(statistics());
            default -> Optional.ofNullable(FILES.get(path));
        };
    }

    private HttpResponse share(HttpRequest request, String[] parts)
            throws HttpRefusal, TrackerRejection {
        Entry entry = find(parts[2]);
        return switch (parts.length == 3 ? "" : parts.length == 4 ? parts[3] : "none") {
            case "" -> shares.page(request, entry);
            case "qr.svg" -> qr(entry);
            case "pieces.svg" -> pieces(entry);
            default -> throw new HttpRefusal(404, "nothing is here");
        };
    }

    private Entry find(String id) throws HttpRefusal, TrackerRejection {
        InfoHash hash =
                InfoHash.parse(id)
                        .orElseThrow(() -> new HttpRefusal(404, "an id is 40 hexadecimal digits"));
        return catalogue.find(hash).orElseThrow(() -> new HttpRefusal(404, "no share has this id"));
    }

    private HttpResponse qr(Entry entry) throws HttpRefusal {
        byte[] svg =
                names.magnet(entry.listing().magnet())
                        .flatMap(QrCodes::svg)
                        .orElseThrow(() -> new HttpRefusal(404, "this has no QR code"));
        return new HttpResponse(200, SVG, svg, FOR_AN_HOUR, () -> {});
    }

    private HttpResponse pieces(Entry entry) throws HttpRefusal, TrackerRejection {
        if (surveys.isEmpty()) {
            throw new HttpRefusal(404, "this index asks no peers for their pieces");
        }
        byte[] svg = surveys.get().of(entry);
        return new HttpResponse(200, SVG, svg, Map.of("Cache-Control", "max-age=30"), () -> {});
    }

    private HttpResponse statistics() {
        return templates.page(
                200,
                "statistics",
                Map.of(
                        "title",
                        "Statistics · Dunlin",
                        "heading",
                        "Statistics",
                        "status",
                        "",
                        "query",
                        "",
                        "facts",
                        facts.get()));
    }

    /** A refusal as a page. */
    public HttpResponse refusal(HttpRefusal refusal) {
        String heading = refusal.status() == 404 ? "Not found" : "This did not work";
        String reason = String.valueOf(refusal.getMessage());
        Map<String, Object> shown =
                Map.of(
                        "title", heading, "query", "", "heading", heading, "status", "", "text",
                        reason);
        HttpResponse page = templates.page(refusal.status(), "message", shown);
        return page.with(refusal.headers());
    }
}
