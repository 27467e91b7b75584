package dunlin.tracker.page;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.search.QueryParser;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import dunlin.web.Templates;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lists of shares: what is new, and what a search finds. */
final class ListPages {
    private static final int ROWS = 50;
    private static final int MAX_PAGE = 199;

    private final Catalogue catalogue;
    private final SwarmStore swarms;
    private final InstantSource time;
    private final Templates templates;
    private final IndexNames names;

    ListPages(
            Catalogue catalogue,
            SwarmStore swarms,
            InstantSource time,
            Templates templates,
            IndexNames names) {
        this.catalogue = catalogue;
        this.swarms = swarms;
        this.time = time;
        this.templates = templates;
        this.names = names;
    }

    HttpResponse newest(HttpRequest request) throws HttpRefusal, TrackerRejection {
        int page = request.number("page", 0, MAX_PAGE);
        List<Entry> entries = catalogue.list(page * ROWS, ROWS + 1);
        Map<String, Object> values = values(request, "New shares", "", entries, page, "/?page=");
        values.put("title", "Dunlin: what is shared here");
        if (entries.isEmpty()) {
            values.put("hint", "Nothing is shared here yet.");
        }
        return templates.page(200, "list", values);
    }

    HttpResponse search(HttpRequest request) throws HttpRefusal, TrackerRejection {
        String text = request.parameter("q").orElse("").strip();
        if (text.isEmpty()) {
            return newest(request);
        }
        int page = request.number("page", 0, MAX_PAGE);
        List<Entry> entries;
        String hint;
        try {
            entries = catalogue.search(QueryParser.parse(text), page * ROWS, ROWS + 1);
            hint =
                    entries.isEmpty()
                            ? "Nothing here matches. All words must occur, in the name, a file's"
                                    + " path, a tag or the description; word* finds what begins"
                                    + " so."
                            : "";
        } catch (ProtocolException e) {
            entries = List.of();
            hint = String.valueOf(e.getMessage());
        }
        String shown = Display.safe(text);
        String base = "/search?q=" + Display.inQuery(text) + "&page=";
        Map<String, Object> values =
                values(request, "Found for " + shown, text, entries, page, base);
        values.put("title", shown + " · Dunlin");
        values.put("hint", hint);
        return templates.page(200, "list", values);
    }

    /**
     * @param entries one more than a page shows, if there is a next page
     */
    private Map<String, Object> values(
            HttpRequest request,
            String heading,
            String query,
            List<Entry> entries,
            int page,
            String base)
            throws TrackerRejection {
        List<Entry> shown = entries.subList(0, Math.min(ROWS, entries.size()));
        Map<InfoHash, Counts> counts = swarms.scrape(shown.stream().map(Entry::id).toList());
        Instant now = time.instant();
        List<ShareRow> rows =
                shown.stream()
                        .map(entry -> {
                            Counts count = counts.getOrDefault(entry.id(), Counts.NOBODY);
                            return ShareRow.of(entry.live(count), now);
                        })
                        .toList();
        Map<String, Object> values = new HashMap<>();
        values.put("heading", heading);
        values.put("query", query);
        values.put("hint", "");
        values.put("here", base + page);
        values.put("shareCommand", shareCommand(request));
        values.put("rows", rows);
        values.put("hasRows", !rows.isEmpty());
        boolean isMore = entries.size() > ROWS && page < MAX_PAGE;
        values.put("status", status(rows.size(), page, isMore));
        values.put("previous", page > 0 ? base + (page - 1) : "");
        values.put("next", isMore ? base + (page + 1) : "");
        return values;
    }

    private static String status(int rows, int page, boolean isMore) {
        String shares = rows == 1 ? "1 share" : rows + " shares";
        return page == 0 && !isMore
                ? shares
                : shares + " on page " + (page + 1) + (isMore ? ", more on the next" : "");
    }

    /** What a person would type; whoever asks by no name is shown none. */
    private String shareCommand(HttpRequest request) {
        try {
            return "dunlin share PATH --tracker " + names.url(request);
        } catch (HttpRefusal e) {
            return "dunlin share PATH";
        }
    }
}
