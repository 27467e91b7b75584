package dunlin.tracker.web;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PeerName;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.access.Signatures;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvent.ShareChange;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Withdrawal;
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
    private final Signatures signatures;
    private final LargePlaces places;
    private final TorrentReader reader;
    private final InstantSource time;
    private final IndexEvents events;

    SharerHttp(
            Catalogue catalogue,
            ListingJson listings,
            Signatures signatures,
            LargePlaces places,
            TorrentReader reader,
            InstantSource time,
            IndexEvents events) {
        this.catalogue = catalogue;
        this.listings = listings;
        this.signatures = signatures;
        this.places = places;
        this.reader = reader;
        this.time = time;
        this.events = events;
    }

    /** Takes a {@code .torrent} into the catalogue: 201 if it is new there, otherwise 200. */
    HttpResponse register(HttpRequest request) throws HttpRefusal, TrackerRejection, IOException {
        SignedRequest claim = claimed(request);
        String sharedBy =
                request.parameter("sharedBy")
                        .orElseThrow(() -> new HttpRefusal(400, "sharedBy is missing"));
        Note note = NoteReader.inQuery(request);
        Runnable giveBack = places.take(request.contentLength().orElse(Long.MAX_VALUE));
        try {
            byte[] torrent = request.body(Catalogue.MAX_TORRENT);
            PeerKey key = proven(claim, request, torrent);
            Sharer by = new Sharer(key, PeerName.check(sharedBy));
            return register(torrent, reader.read(torrent.length, () -> torrent), note, by);
        } catch (ProtocolException e) {
            throw new HttpRefusal(400, "refused: " + e.getMessage());
        } finally {
            giveBack.run();
        }
    }

    private HttpResponse register(byte[] torrent, Metainfo metainfo, Note note, Sharer by)
            throws TrackerRejection {
        Optional<Entry> before = catalogue.find(metainfo.info().id());
        Registration registration = catalogue.register(torrent, metainfo, note, by, time.instant());
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
    HttpResponse annotate(HttpRequest request, Entry entry)
            throws HttpRefusal, TrackerRejection, IOException {
        SignedRequest claim = claimed(request);
        byte[] body = request.body(NoteReader.MAX_JSON);
        PeerKey key = proven(claim, request, body);
        Note note = NoteReader.inJson(body);
        // Asked before its torrent is read, which may be large; the catalogue asks again.
        if (!entry.listing().isOwnedBy(key)) {
            throw new TrackerRejection(
                    Reason.FORBIDDEN, "only the key that registered it may change this share");
        }
        Entry changed = catalogue.annotate(info(entry), note, key);
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
    HttpResponse withdraw(HttpRequest request, Entry entry) throws HttpRefusal, TrackerRejection {
        PeerKey key = proven(claimed(request), request, new byte[0]);
        boolean removed = catalogue.withdraw(entry.id(), key) == Withdrawal.REMOVED;
        if (removed) {
            tell(ShareChange.REMOVED, entry, entry.listing().sharedBy());
        }
        return ListingJson.response(
                200, JsonNodeFactory.instance.objectNode().put("removed", removed));
    }

    private SignedRequest claimed(HttpRequest request) throws HttpRefusal, TrackerRejection {
        refuseForeignPages(request);
        return signatures.claimed(request::header, time.instant());
    }

    private PeerKey proven(SignedRequest claim, HttpRequest request, byte[] body)
            throws TrackerRejection {
        String query = request.rawQuery();
        return signatures.proven(
                claim,
                request.method(),
                query.isEmpty() ? request.path() : request.path() + "?" + query,
                SignedRequest.digest(body),
                PeerAddress.of(request.sender(), 0),
                time.instant());
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
