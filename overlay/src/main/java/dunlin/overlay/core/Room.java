package dunlin.overlay.core;

import dunlin.protocol.overlay.OverlayMessage.Bye;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import java.util.List;
import java.util.Optional;

/**
 * Whether there is room for one more neighbour, and how some is made. Not more than a few are from
 * one range of addresses; nobody gives up a place that it has had only for a moment.
 */
final class Room {
    /** A neighbour keeps its place at least so long, and only one gives its up in such a while. */
    private static final long SETTLED = 30_000;

    private static final long SWAP_PAUSE = 2_000;

    private final Seams seams;
    private final Links links;
    private long nextSwap;

    Room(Seams seams, Links links) {
        this.seams = seams;
        this.links = links;
    }

    /** Whether there is a place, and not too many neighbours come from one range of addresses. */
    boolean isFor(Linked to, int limit) {
        return links.room(limit) > 0 && !isCrowded(to);
    }

    /**
     * Gives somebody the place of a neighbour that has had it for a while, not too often; and sends
     * the two to each other. Never that of one whom we dialled: so however many come and are in a
     * hurry, they do not surround us.
     */
    boolean make(Linked newcomer, long now) {
        if (now < nextSwap || isCrowded(newcomer)) {
            return false;
        }
        List<Linked> settled = links.someNeighbours(seams.settings().places(), newcomer.id());
        Optional<Linked> leaves =
                settled.stream()
                        .filter(it -> it.link.incoming())
                        .filter(it -> now - it.neighbourSince() >= SETTLED)
                        .findFirst();
        if (leaves.isEmpty()) {
            return false;
        }
        nextSwap = now + SWAP_PAUSE;
        Linked gives = leaves.get();
        links.makeGuest(gives, "made room", now);
        links.send(gives, new Refer(List.of(newcomer.contact())));
        links.send(gives, new Bye(Bye.Reason.ROOM));
        return true;
    }

    private boolean isCrowded(Linked newcomer) {
        long prefix = Prefix.wide(newcomer.link.remote());
        return prefix != Prefix.NONE
                && links.neighbours().stream()
                                .filter(it -> Prefix.wide(it.link.remote()) == prefix)
                                .count()
                        >= seams.settings().knownInPrefix();
    }
}
