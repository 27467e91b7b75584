package dunlin.tracker.page;

import dunlin.protocol.Geometry;
import dunlin.protocol.catalogue.Listing;
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
        files(entry, values);
        return templates.page(200, "share", values);
    }

    private static void describe(Entry entry, Map<String, Object> values) {
        values.put("id", entry.id().toString());
        values.put("name", Display.safe(entry.name()));
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
        values.put("peersHeading", peers.isEmpty() ? "Nobody has it just now" : "Who has it");
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
                has,
                Display.at(peer.since()),
                Display.ago(peer.since(), now));
    }

    private void files(Entry entry, Map<String, Object> values) throws TrackerRejection {
        Contents inside = contents.of(entry);
        values.put("pieces", inside.geometry().map(SharePage::pieces).orElse("unknown"));
        values.put(
                "fileList",
                inside.files().stream()
                        .map(file ->
                                new FileRow(Display.safe(file.path()), Display.size(file.size())))
                        .toList());
        int left = entry.listing().files() - inside.files().size();
        values.put("moreFiles", left > 0 ? "And " + Display.number(left) + " more files." : "");
    }

    private static String pieces(Geometry geometry) {
        return Display.number(geometry.pieces()) + " of " + Display.size(geometry.pieceLength());
    }
}
