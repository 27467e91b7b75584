package dunlin.tracker.announce;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.tracker.http.HttpRequest;
import dunlin.tracker.http.HttpResponse;
import dunlin.tracker.store.TrackerRejection;

/**
 * Announce and scrape over HTTP (BEP 3, 48). A refusal is a bencoded failure reason under status
 * 200: most clients show the reason only then.
 */
public final class AnnounceHttp {
    private final AnnounceService service;

    public AnnounceHttp(AnnounceService service) {
        this.service = service;
    }

    public HttpResponse announce(HttpRequest request) {
        boolean compact = true;
        AnnounceResponse answer;
        try {
            AnnounceRequest announce = AnnounceRequest.parse(request.rawQuery());
            compact = announce.compact();
            answer = service.announce(announce, request.sender());
        } catch (ProtocolException e) {
            answer = new AnnounceResponse.Failure(String.valueOf(e.getMessage()));
        } catch (TrackerRejection e) {
            answer = failure(e);
        }
        return response(answer.encode(compact));
    }

    public HttpResponse scrape(HttpRequest request) {
        try {
            return response(service.scrape(ScrapeRequest.parse(request.rawQuery())).encode());
        } catch (ProtocolException e) {
            String reason = String.valueOf(e.getMessage());
            return response(new AnnounceResponse.Failure(reason).encode(true));
        } catch (TrackerRejection e) {
            return response(failure(e).encode(true));
        }
    }

    private static AnnounceResponse failure(TrackerRejection refusal) {
        return new AnnounceResponse.Failure(
                String.valueOf(refusal.getMessage()), refusal.retryIn());
    }

    private static HttpResponse response(byte[] bencode) {
        return new HttpResponse(200, "text/plain; charset=iso-8859-1", bencode);
    }
}
