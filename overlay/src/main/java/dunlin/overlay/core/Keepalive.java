package dunlin.overlay.core;

import dunlin.overlay.core.Out.Closing;
import dunlin.protocol.overlay.OverlayMessage.Ping;
import java.util.ArrayList;
import java.util.List;

/**
 * Notices who is silent. Each neighbour is asked for a sign of life now and then, which also says
 * how far away it is; a guest who asks nothing any more has to go.
 */
final class Keepalive {
    /** A guest who was dialled by us for something is not needed longer than this. */
    private static final long IDLE = 20_000;

    private static final long IDLE_VISITOR = 150_000;
    private static final long SWEEP = 10_000;

    private final Seams seams;
    private final Links links;
    private long next;

    Keepalive(Seams seams, Links links) {
        this.seams = seams;
        this.links = links;
    }

    long next() {
        return next;
    }

    /** Asks whom it is time to ask; the neighbours that are lost, whose links are closed by now. */
    List<Linked> tick(long now) {
        if (now < next) {
            return List.of();
        }
        next = now + SWEEP;
        List<Linked> lost = new ArrayList<>(2);
        for (Linked linked : links.all()) {
            if (linked.isNeighbour()) {
                watch(linked, now, lost);
            } else if (now - linked.heardAt() > (linked.link.visitor() ? IDLE_VISITOR : IDLE)) {
                links.close(linked, Closing.DONE);
            }
        }
        return lost;
    }

    private void watch(Linked neighbour, long now, List<Linked> lost) {
        Settings settings = seams.settings();
        if (neighbour.isAwaited()) {
            if (now - neighbour.pingedAt() > settings.silence().toMillis()) {
                links.close(neighbour, Closing.SILENT);
                lost.add(neighbour);
            }
        } else if (now - neighbour.pingedAt() >= settings.keepalive().toMillis() - SWEEP / 2) {
            neighbour.pinged(now);
            links.send(neighbour, new Ping(now));
        }
    }
}
