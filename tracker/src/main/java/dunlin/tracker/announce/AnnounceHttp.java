package dunlin.tracker.announce;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.tracker.http.AnnounceHandler;
import dunlin.tracker.store.TrackerRejection;
import java.net.InetAddress;

/**
 * Announce and scrape over HTTP (BEP 3, 48). A refusal is a bencoded failure reason under status
 * 200: most clients show the reason only then.
 */
public final class AnnounceHttp implements AnnounceHandler {
    private final AnnounceService service;

    public AnnounceHttp(AnnounceService service) {
        this.service = service;
    }

    @Override
    public byte[] answer(Kind kind, String token, String query, InetAddress sender) {
        return switch (kind) {
            case ANNOUNCE -> announce(query, sender);
            case SCRAPE -> scrape(query);
        };
    }

    private byte[] announce(String query, InetAddress sender) {
        boolean compact = true;
        AnnounceResponse answer;
        try {
            AnnounceRequest announce = AnnounceRequest.parse(query);
            compact = announce.compact();
            answer = service.announce(announce, sender);
        } catch (ProtocolException e) {
            answer = new AnnounceResponse.Failure(String.valueOf(e.getMessage()));
        } catch (TrackerRejection e) {
            answer = failure(e);
        }
        return answer.encode(compact);
    }

    private byte[] scrape(String query) {
        try {
            return service.scrape(ScrapeRequest.parse(query)).encode();
        } catch (ProtocolException e) {
            return new AnnounceResponse.Failure(String.valueOf(e.getMessage())).encode(true);
        } catch (TrackerRejection e) {
            return failure(e).encode(true);
        }
    }

    private static AnnounceResponse failure(TrackerRejection refusal) {
        return new AnnounceResponse.Failure(
                String.valueOf(refusal.getMessage()), refusal.retryIn());
    }
}
