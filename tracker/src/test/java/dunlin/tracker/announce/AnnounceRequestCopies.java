package dunlin.tracker.announce;

import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import java.util.OptionalInt;
import java.util.Random;

/** Requests like another, but for one thing. */
final class AnnounceRequestCopies {
    private AnnounceRequestCopies() {}

    static AnnounceRequest wanting(AnnounceRequest request, int peers) {
        return copy(request, request.peerId(), OptionalInt.of(peers));
    }

    static AnnounceRequest ours(AnnounceRequest request) {
        return copy(request, PeerId.random(new Random(1)), request.numWant());
    }

    private static AnnounceRequest copy(AnnounceRequest request, PeerId id, OptionalInt want) {
        return new AnnounceRequest(
                request.infoHash(),
                id,
                request.port(),
                request.uploaded(),
                request.downloaded(),
                request.left(),
                request.event(),
                want,
                request.compact(),
                request.key(),
                request.ip(),
                request.name(),
                request.trackerId());
    }
}
