package dunlin.overlay.core;

import dunlin.overlay.core.Out.Closing;
import dunlin.overlay.core.Out.Drop;
import dunlin.overlay.core.Out.Notice;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All links that stand. At most one to a member; each a neighbour's, who has one of a few places,
 * or a guest's; and no more guests than there is room for: the one that was silent longest gives
 * way.
 */
final class Links {
    private static final int FIRST_AND_EACH = 100;

    private final Seams seams;
    private final Map<Long, Linked> byId = new HashMap<>(16);
    private final Map<Long, Linked> byMember = new HashMap<>(16);
    private final List<Linked> neighbours;
    private final Change change;

    /** Hears who becomes a neighbour, and who is none any more. */
    interface Change {
        void came(Linked neighbour, long now);

        void left(Linked neighbour);
    }

    Links(Seams seams, Change change) {
        this.seams = seams;
        this.change = change;
        this.neighbours = new ArrayList<>(seams.settings().places());
    }

    Optional<Linked> get(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Linked> to(long member) {
        return Optional.ofNullable(byMember.get(member));
    }

    Collection<Linked> all() {
        return List.copyOf(byId.values());
    }

    /** In no order. */
    List<Linked> neighbours() {
        return neighbours;
    }

    boolean isNeighbour(long member) {
        Linked linked = byMember.get(member);
        return linked != null && linked.isNeighbour();
    }

    /** Places that are left, counted up to so many. */
    int room(int upTo) {
        return upTo - neighbours.size();
    }

    /**
     * Lets a link in as a guest's; empty if it was closed instead. Where two members dialled each
     * other at the same time both keep the link that the one of the smaller id dialled. A second
     * one of the same direction comes from somebody who has lost the first.
     */
    Optional<Linked> add(Link link, long now) {
        long member = link.member().id();
        if (member == seams.self().id()) {
            seams.out().close(link.id(), Closing.SELF);
            return Optional.empty();
        }
        Linked before = byMember.get(member);
        if (before != null) {
            boolean dialledByOther = link.incoming();
            boolean keepNew =
                    before.link.incoming() == dialledByOther
                            || dialledByOther
                                    == Long.compareUnsigned(member, seams.self().id()) < 0;
            if (!keepNew) {
                seams.out().close(link.id(), Closing.TWICE);
                return Optional.empty();
            }
        }
        Linked added = new Linked(link, seams.settings(), now);
        if (before != null) {
            if (before.isNeighbour()) {
                takeOver(before, added);
            }
            close(before, Closing.TWICE);
        }
        byId.put(link.id(), added);
        byMember.put(member, added);
        if (added.isNeighbour()) {
            // The other side may have closed the first link before it heard that it has a place.
            send(added, new NeighbourAnswer(true, List.of()));
        }
        makeRoomForGuests(added);
        return Optional.of(added);
    }

    /** The lowest place that is free becomes this link's; there must be one. */
    void makeNeighbour(Linked linked, long now) {
        int place = 0;
        while (holds(place)) {
            place++;
        }
        linked.becomes(place, now);
        neighbours.add(linked);
        seams.out().notice(new Notice.Came(linked.link));
        change.came(linked, now);
    }

    /** A neighbour is a guest from now on. */
    void makeGuest(Linked linked, String why, long now) {
        if (neighbours.remove(linked)) {
            change.left(linked);
            linked.becomes(Linked.NO_PLACE, now);
            seams.out().notice(new Notice.Left(linked.link, why));
        }
    }

    /** The link is no more. */
    Optional<Linked> remove(long id) {
        Linked gone = byId.remove(id);
        if (gone == null) {
            return Optional.empty();
        }
        byMember.remove(gone.member(), gone);
        if (neighbours.remove(gone)) {
            change.left(gone);
        }
        return Optional.of(gone);
    }

    void close(Linked linked, Closing why) {
        remove(linked.id());
        seams.out().close(linked.id(), why);
    }

    /** Whether there are so many guests that those who are done should go. */
    boolean isBusy() {
        return byId.size() - neighbours.size() > seams.settings().guests() / 2;
    }

    /** Up to so many neighbours, at random, but not the one of this link. */
    List<Linked> someNeighbours(int count, long butNot) {
        List<Linked> others = new ArrayList<>(neighbours);
        others.removeIf(neighbour -> neighbour.id() == butNot);
        return Chance.some(others, count, seams.random());
    }

    void send(Linked to, OverlayMessage message) {
        seams.out().send(to.id(), message);
    }

    /** Counts what is not heard. */
    void drop(Linked from, Drop what) {
        long count = from.drops();
        if (count % FIRST_AND_EACH == 1) {
            seams.out().notice(new Notice.Dropped(from.link, what, count));
        }
    }

    private boolean holds(int place) {
        for (Linked neighbour : neighbours) {
            if (neighbour.place() == place) {
                return true;
            }
        }
        return false;
    }

    private void takeOver(Linked before, Linked after) {
        after.becomes(before.place(), before.neighbourSince());
        neighbours.set(neighbours.indexOf(before), after);
    }

    private void makeRoomForGuests(Linked butNot) {
        if (byId.size() - neighbours.size() <= seams.settings().guests()) {
            return;
        }
        byId.values().stream()
                .filter(linked -> !linked.isNeighbour() && linked != butNot)
                .min(Comparator.comparingLong(Linked::heardAt))
                .ifPresent(silent -> close(silent, Closing.FULL));
    }
}
