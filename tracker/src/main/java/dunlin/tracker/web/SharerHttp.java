package dunlin.tracker.web;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.access.Gate;
import dunlin.tracker.access.OwnTokens;
import dunlin.tracker.access.Signatures;
import dunlin.tracker.access.Signatures.Proven;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvent.ShareChange;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Withdrawal;
import dunlin.tracker.store.ShareChanges;
import dunlin.tracker.store.TorrentReader;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a sharer does with its key, over HTTP: registers, describes and withdraws shares. Each
 * request is signed.
 */
final class SharerHttp {
    private final Catalogue catalogue;
    private final ListingJson listings;
    private final Gate gate;
    private final Signatures signatures;
    private final LargePlaces places;
    private final TorrentReader reader;
    private final InstantSource time;
    private final IndexEvents events;

    SharerHttp(
            Catalogue catalogue,
            ListingJson listings,
            Gate gate,
            Signatures signatures,
            LargePlaces places,
            TorrentReader reader,
            InstantSource time,
            IndexEvents events) {
        this.catalogue = catalogue;
        this.listings = listings;
        this.gate = gate;
        this.signatures = signatures;
        this.places = places;
        this.reader = reader;
        this.time = time;
        this.events = events;
    }

    /** Takes a {@code .torrent} into the catalogue: 201 if it is new there, otherwise 200. */
    HttpResponse register(HttpRequest request) throws HttpRefusal, TrackerRejection, IOException {
        Signatures.Claim claim = claimed(request);
        String sharedBy =
                request.parameter("sharedBy")
                        .orElseThrow(() -> new HttpRefusal(400, "sharedBy is missing"));
        Note note = NoteReader.inQuery(request);
        long length = request.contentLength().orElse(Long.MAX_VALUE);
        if (!claim.isProven() && length > LargePlaces.LARGE) {
            throw new HttpRefusal(
                    413, "so large a .torrent must be signed before it comes: update the client");
        }
        int max = claim.isProven() ? Catalogue.MAX_TORRENT : LargePlaces.LARGE;
        Runnable giveBack = places.take(length, request);
        try {
            byte[] torrent = request.body(max);
            Proven proven = claim.with(SignedRequest.digest(torrent), time.instant());
            Sharer by = new Sharer(proven.by(), PeerName.check(sharedBy));
            Metainfo metainfo = reader.read(torrent.length, () -> torrent);
            Metainfo kept = OwnTokens.without(gate::isToken, metainfo);
            return register(kept == metainfo ? torrent : kept.encode(), kept, note, by, proven);
        } catch (ProtocolException e) {
            throw new HttpRefusal(400, "refused: " + e.getMessage());
        } finally {
            giveBack.run();
        }
    }

    private HttpResponse register(
            byte[] torrent, Metainfo metainfo, Note note, Sharer by, Proven proven)
            throws TrackerRejection {
        Optional<Entry> before = catalogue.find(metainfo.info().id());
        Registration registration =
                changes(proven).register(torrent, metainfo, note, by, time.instant());
        Entry entry = registration.entry();
        if (registration.isNew()) {
            tell(ShareChange.REGISTERED, entry, entry.listing().sharedBy());
        } else if (before.isPresent()
                && !before.get().listing().note().equals(entry.listing().note())) {
            tell(ShareChange.CHANGED, entry, entry.listing().sharedBy());
        } else if (registration.isNewHolder()) {
            tell(ShareChange.HOLDER_ADDED, entry, shown(by.key()));
        }
        return ListingJson.response(registration.isNew() ? 201 : 200, listings.one(entry));
    }

    /** Changes what is said about a share. */
    HttpResponse annotate(HttpRequest request, InfoHash id)
            throws HttpRefusal, TrackerRejection, IOException {
        Signatures.Claim claim = claimed(request);
        byte[] body = request.body(NoteReader.MAX_JSON);
        Proven proven = claim.with(SignedRequest.digest(body), time.instant());
        Entry entry = find(id);
        Note note = NoteReader.inJson(body);
        // Asked before its torrent is read, which may be large; the catalogue asks again.
        if (!entry.listing().isOwnedBy(proven.by())) {
            throw new TrackerRejection(
                    Reason.FORBIDDEN, "only the key that registered it may change this share");
        }
        Entry changed = changes(proven).annotate(info(entry), note, proven.by());
        if (!changed.listing().note().equals(entry.listing().note())) {
            tell(ShareChange.CHANGED, changed, changed.listing().sharedBy());
        }
        return ListingJson.response(200, listings.one(changed));
    }

    private Info info(Entry entry) throws TrackerRejection {
        try {
            TorrentReader.Source kept = () -> catalogue.torrent(entry.id()).orElse(new byte[0]);
            return reader.read(entry.torrentLength(), kept).info();
        } catch (ProtocolException e) {
            throw new TrackerRejection(
                    Reason.INVALID, "its .torrent is not taken any more: " + e.getMessage());
        }
    }

    /** Takes a share, or one of its holders, out of the catalogue. */
    HttpResponse withdraw(HttpRequest request, InfoHash id) throws HttpRefusal, TrackerRejection {
        Proven proven = claimed(request).with(SignedRequest.digest(new byte[0]), time.instant());
        Entry entry = find(id);
        boolean removed = changes(proven).withdraw(entry.id(), proven.by()) == Withdrawal.REMOVED;
        if (removed) {
            tell(ShareChange.REMOVED, entry, entry.listing().sharedBy());
        }
        return ListingJson.response(
                200, JsonNodeFactory.instance.objectNode().put("removed", removed));
    }

    /** Only for whoever proved a key: whether a share is there is not for everyone to know. */
    private Entry find(InfoHash id) throws HttpRefusal, TrackerRejection {
        return catalogue.find(id).orElseThrow(() -> new HttpRefusal(404, "no share has this id"));
    }

    private Signatures.Claim claimed(HttpRequest request) throws HttpRefusal, TrackerRejection {
        refuseForeignPages(request);
        return signatures.claimed(head(request), time.instant());
    }

    /** What a signature is of. */
    static Signatures.Head head(HttpRequest request) {
        return new Signatures.Head(
                request.method(),
                request.target(),
                request::header,
                PeerAddress.of(request.sender(), 0));
    }

    private ShareChanges changes(Proven proven) {
        return catalogue.once(proven.use(), time.instant());
    }

    /** A page that a person happens to look at must not act in their name. */
    private static void refuseForeignPages(HttpRequest request) throws HttpRefusal {
        Optional<String> origin = request.header("origin");
        String here = request.header("host").orElse("");
        if (origin.isPresent() && !origin.get().replaceFirst("^https?://", "").equals(here)) {
            throw new HttpRefusal(403, "pages of other sites may not register shares");
        }
    }

    private String shown(PeerKey key) throws TrackerRejection {
        return catalogue.nameOf(key).orElseGet(key::fingerprint);
    }

    private void tell(ShareChange change, Entry entry, String by) {
        events.happened(new IndexEvent.Share(change, entry.id(), entry.name(), by));
    }
}
