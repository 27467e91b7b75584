package dunlin.tracker.http;

import dunlin.protocol.announce.AnnounceResponse;
import dunlin.tracker.http.FirstBytes.Announce;
import dunlin.web.HttpHandler;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import java.io.IOException;
import java.util.Optional;

/** Answers announces that were too odd for the fast path; everything else goes on to the others. */
final class OddAnnounces implements HttpHandler {
    private final AnnounceHandler announces;
    private final HttpHandler others;

    OddAnnounces(AnnounceHandler announces, HttpHandler others) {
        this.announces = announces;
        this.others = others;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws HttpRefusal, IOException {
        Optional<AnnouncePath> path = AnnouncePath.of(request.path());
        return path.isPresent() ? announce(path.get(), request) : others.handle(request);
    }

    /**
     * A client of BitTorrent shows why it may not, or not now, only if that comes bencoded, under
     * status 200. Who does not even speak proper HTTP is none.
     */
    @Override
    public HttpResponse refusal(HttpRequest request, HttpRefusal refusal) {
        boolean isForClients = refusal.status() == 403 || refusal.status() == 503;
        if (!isForClients || AnnouncePath.of(request.path()).isEmpty()) {
            return others.refusal(request, refusal);
        }
        String reason = String.valueOf(refusal.getMessage());
        return new HttpResponse(
                200,
                AnnounceAnswer.CONTENT_TYPE,
                new AnnounceResponse.Failure(reason).encode(true));
    }

    private HttpResponse announce(AnnouncePath path, HttpRequest request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpResponse.onlyMethods("GET, HEAD");
        }
        Announce announce = new Announce(path, request.rawQuery());
        byte[] bencode = AnnounceAnswer.ask(announces, announce, request.sender());
        return new HttpResponse(200, AnnounceAnswer.CONTENT_TYPE, bencode);
    }
}
