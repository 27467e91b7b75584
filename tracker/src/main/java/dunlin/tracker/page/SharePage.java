package dunlin.tracker.page;

import dunlin.protocol.Geometry;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.access.IndexNames;
import dunlin.tracker.store.AnnouncedPeer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Contents;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import dunlin.web.QrCodes;
import dunlin.web.Templates;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page of one share: what is in it, who has it, and how to get it. */
final class SharePage {
    private static final int MAX_PEERS = 200;
    private static final int FILES = 500;
    private static final int MAX_PAGE = (Contents.MAX_FILES - 1) / FILES;

    /** A peer as the page shows it. */
    private record PeerRow(String name, String address, String has, String since, String ago) {}

    private record FileRow(String path, String size) {}

    private record HolderRow(String name, String key, String since) {}

    private final Catalogue catalogue;
    private final ShareContents contents;
    private final SwarmStore swarms;
    private final InstantSource time;
    private final Templates templates;
    private final boolean surveyed;
    private final IndexNames names;

    /**
     * @param surveyed whether the page shows a drawing of the pieces
     */
    SharePage(
            Catalogue catalogue,
            ShareContents contents,
            SwarmStore swarms,
            InstantSource time,
            Templates templates,
            boolean surveyed,
            IndexNames names) {
        this.catalogue = catalogue;
        this.contents = contents;
        this.swarms = swarms;
        this.time = time;
        this.templates = templates;
        this.surveyed = surveyed;
        this.names = names;
    }

    HttpResponse page(HttpRequest request, Entry entry) throws HttpRefusal, TrackerRejection {
        Map<String, Object> values = new HashMap<>();
        values.put("title", Display.safe(entry.name()) + " · Dunlin");
        values.put("query", "");
        describe(entry, values);
        String magnet = names.magnet(entry.listing().magnet()).orElse("");
        values.put("magnet", magnet);
        values.put("qr", !magnet.isEmpty() && QrCodes.svg(magnet).isPresent());
        values.put("command", "dunlin get " + entry.id() + " --tracker " + names.url(request));
        peers(entry, values);
        files(entry, request.number("files", 0, MAX_PAGE), values);
        return templates.page(200, "share", values);
    }

    private static void describe(Entry entry, Map<String, Object> values) {
        values.put("id", entry.id().toString());
        values.put("heading", Display.safe(entry.name()));
        values.put("torrentName", Display.safe(entry.name()) + ".torrent");
        Listing listing = entry.listing();
        values.put("description", safeLines(listing.note().description()));
        values.put("tags", ShareRow.Tag.of(listing.note()));
        values.put("gone", entry.gone().map(Display::at).orElse(""));
        values.put("size", Display.size(listing.size()));
        values.put("bytes", Display.number(listing.size()));
        values.put("files", Display.number(listing.files()));
        values.put("by", Display.safe(listing.sharedBy()));
        values.put("owner", listing.owner().map(PeerKey::toString).orElse(""));
        values.put("at", Display.at(listing.sharedAt()));
    }

    private static String safeLines(String text) {
        return String.join("\n", text.lines().map(Display::safe).toList());
    }

    private void peers(Entry entry, Map<String, Object> values) throws TrackerRejection {
        List<AnnouncedPeer> peers = swarms.peers(entry.id(), MAX_PEERS + 1);
        boolean more = peers.size() > MAX_PEERS;
        List<AnnouncedPeer> shown = more ? peers.subList(0, MAX_PEERS) : peers;
        Instant now = time.instant();
        values.put("status", status(entry));
        values.put("hasPeers", !peers.isEmpty());
        values.put("surveyed", surveyed && !peers.isEmpty());
        values.put("morePeers", more ? "And more: these are " + MAX_PEERS + " of them." : "");
        values.put("peers", shown.stream().map(peer -> row(peer, now)).toList());
        values.put(
                "holders",
                catalogue.holders(entry.id()).stream()
                        .map(holder ->
                                new HolderRow(
                                        Display.safe(holder.name()),
                                        holder.key().toString(),
                                        Display.at(holder.since())))
                        .toList());
    }

    /** Who has it, in one line; what is read aloud when it changes. */
    private String status(Entry entry) throws TrackerRejection {
        LiveListing live =
                entry.live(
                        swarms.scrape(List.of(entry.id())).getOrDefault(entry.id(), Counts.NOBODY));
        int seeders = live.seeders();
        int leechers = live.leechers();
        if (seeders + leechers == 0) {
            return "Nobody has it just now.";
        }
        return "%s %s all of it, %s %s it."
                .formatted(
                        Display.number(seeders),
                        seeders == 1 ? "peer has" : "peers have",
                        Display.number(leechers),
                        leechers == 1 ? "fetches" : "fetch");
    }

    private static PeerRow row(AnnouncedPeer peer, Instant now) {
        String has =
                switch (peer.role()) {
                    case SEEDER -> "all of it";
                    case PARTIAL_SEED -> "what it wants of it";
                    case LEECHER -> "some, and fetches the rest";
                };
        return new PeerRow(
                Display.safe(peer.name().orElse("")),
                peer.address().toString(),
                has + (peer.beforeRestart() ? ", seen before the index was restarted" : ""),
                Display.at(peer.since()),
                Display.ago(peer.since(), now));
    }

    private void files(Entry entry, int page, Map<String, Object> values) throws TrackerRejection {
        Contents inside = contents.of(entry);
        values.put("pieces", inside.geometry().map(SharePage::pieces).orElse("unknown"));
        int noted = inside.files().size();
        int from = Math.min(page * FILES, noted);
        int to = Math.min(from + FILES, noted);
        values.put(
                "fileList",
                inside.files().subList(from, to).stream()
                        .map(file ->
                                new FileRow(Display.safe(file.path()), Display.size(file.size())))
                        .toList());
        int all = entry.listing().files();
        values.put("filesShown", to - from == all ? "" : range(from, to, all));
        String base = "/share/" + entry.id() + "?files=";
        values.put("previous", page > 0 ? base + (page - 1) + "#files" : "");
        values.put("next", to < noted ? base + (page + 1) + "#files" : "");
        values.put(
                "moreFiles",
                to == noted && noted < all
                        ? "And " + Display.number(all - noted) + " more: its .torrent names them."
                        : "");
    }

    private static String range(int from, int to, int all) {
        return from == to
                ? ""
                : Display.number(from + 1)
                        + " to "
                        + Display.number(to)
                        + " of "
                        + Display.number(all);
    }

    private static String pieces(Geometry geometry) {
        return Display.number(geometry.pieces()) + " of " + Display.size(geometry.pieceLength());
    }
}
