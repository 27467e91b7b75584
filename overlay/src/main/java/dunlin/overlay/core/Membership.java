package dunlin.overlay.core;

import dunlin.overlay.core.Out.Closing;
import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.OverlayMessage.Bye;
import dunlin.protocol.overlay.OverlayMessage.ForwardJoin;
import dunlin.protocol.overlay.OverlayMessage.Join;
import dunlin.protocol.overlay.OverlayMessage.Neighbour;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who is whose neighbour (HyParView, Leitão 2007, with places for newcomers). A member that has too
 * few looks for more at once, a few attempts at a time; one that has a place gives it; one that has
 * none gives a newcomer that of a neighbour, which it tells of the newcomer, so that both find each
 * other: an edge is cut and the newcomer put in between, and everybody has as many as before.
 */
final class Membership {
    private static final int MOST_CANDIDATES = 24;

    /** One member makes a newcomer known; others are only asked for a place meanwhile. */
    private static final long JOIN_PAUSE = 5_000;

    /** After so many in a row there is no room anywhere near: somebody has to make some. */
    private static final int MOST_REFUSALS = 4;

    private static final long FIRST_PAUSE = 500;
    private static final long LONGEST_PAUSE = 15_000;

    /** Why somebody is asked for a place. */
    enum Eagerness {
        /** There is a gap here. */
        GAP,
        /** The other is new and has gaps: it is taken even if one of ours has to go for it. */
        NEWCOMER,
        /** The other may be of a part of the network that has lost the way to ours. */
        STRANGER
    }

    private record Asked(Eagerness eagerness, long until) {}

    private final Seams seams;
    private final Links links;
    private final Known known;
    private final Met met;
    private final Dials dials;
    private final Introductions introductions;
    private final Room room;

    /** Where else there may be members: those whose cards lie here. */
    private final Supplier<Optional<Contact>> reserve;

    private final Knocks knocks = new Knocks();

    /** Members that somebody sent to us, or us to them: the first to be asked. */
    private final Deque<Contact> candidates = new ArrayDeque<>(4);

    /** Links on which a place was asked for, and until when an answer is waited for. */
    private final Map<Long, Asked> asked = new HashMap<>(4);

    private boolean leaving;
    private int dialling;
    private int turn;
    private int refusals;
    private long nextJoin;
    private long pause = FIRST_PAUSE;
    private long nextTry;

    Membership(
            Seams seams,
            Links links,
            Known known,
            Met met,
            Dials dials,
            Introductions introductions,
            Supplier<Optional<Contact>> reserve) {
        this.seams = seams;
        this.links = links;
        this.known = known;
        this.met = met;
        this.dials = dials;
        this.introductions = introductions;
        this.room = new Room(seams, links);
        this.reserve = reserve;
    }

    /** Looks for more neighbours while there are too few. */
    void fill(long now) {
        while (now >= nextTry && wanting() > 0) {
            if (!tryNext(now)) {
                later(now);
            }
        }
    }

    /** A link stands that nobody wanted for more: whoever is there may be of use later. */
    void proved(Linked linked, long now) {
        if (!linked.link.visitor()) {
            known.proved(linked.contact());
            met.met(linked.link.address(), now);
        }
    }

    /** Asks whoever is on this link for a place, if one more is wanted; or makes room for it. */
    void ask(Linked linked, Eagerness eagerness, long now) {
        if (linked.isNeighbour() || asked.containsKey(linked.id())) {
            return;
        }
        if (seams.self().visitor()) {
            if (links.room(seams.settings().doors()) > 0) {
                links.makeNeighbour(linked, now);
                links.send(linked, new Join(seams.contact()));
            }
            return;
        }
        if (eagerness == Eagerness.GAP && links.room(seams.settings().neighbours()) <= 0) {
            return;
        }
        asked.put(linked.id(), new Asked(eagerness, now + seams.settings().silence().toMillis()));
        boolean urgent = eagerness == Eagerness.STRANGER || isShort() || refusals >= MOST_REFUSALS;
        boolean joins = links.neighbours().isEmpty() && now >= nextJoin;
        if (joins) {
            nextJoin = now + JOIN_PAUSE;
        }
        links.send(linked, joins ? new Join(seams.contact()) : new Neighbour(urgent));
    }

    /** A newcomer is given a place if there is one, sent on if not, and made known in any case. */
    void join(Linked from, long now) {
        if (from.link.visitor()) {
            links.send(from, new Refer(introductions.to(from)));
            return;
        }
        Contact newcomer = from.contact();
        List<Linked> others = links.someNeighbours(seams.settings().neighbours(), from.id());
        if (from.isNeighbour() || room.isFor(from, seams.settings().places())) {
            accept(from, now);
        } else {
            links.send(from, new Refer(introductions.to(from)));
            if (links.isBusy()) {
                links.close(from, Closing.FULL);
            }
        }
        for (Linked other : others) {
            links.send(other, new ForwardJoin(newcomer, seams.settings().walk()));
        }
    }

    /** Somebody full sends us on. */
    void referred(Linked from, Refer refer, long now) {
        if (asked.remove(from.id()) != null) {
            proved(from, now);
        }
        take(from, refer.contacts());
        nextTry = now;
        fill(now);
    }

    void forwardJoin(Linked from, ForwardJoin walk, long now) {
        Contact newcomer = walk.contact();
        if (!introductions.maySay(from, newcomer)) {
            return;
        }
        int left = Math.min(walk.ttl(), seams.settings().walk());
        if (newcomer.id() == seams.self().id()) {
            return;
        }
        if (left == seams.settings().walk() / 2) {
            known.heard(newcomer);
        }
        boolean canTake = left == 0 || links.room(seams.settings().neighbours()) > 0;
        List<Linked> next = links.someNeighbours(1, from.id());
        next = next.isEmpty() || next.getFirst().member() == newcomer.id() ? List.of() : next;
        if (left > 0 && (!canTake || links.isNeighbour(newcomer.id())) && !next.isEmpty()) {
            links.send(next.getFirst(), new ForwardJoin(newcomer, left - 1));
        } else if (!links.isNeighbour(newcomer.id())) {
            links.to(newcomer.id())
                    .ifPresentOrElse(
                            guest -> ask(guest, Eagerness.NEWCOMER, now),
                            () -> reachNewcomer(newcomer.address(), now));
        }
    }

    void neighbour(Linked from, Neighbour request, long now) {
        if (from.link.visitor()) {
            links.drop(from, Drop.OUT_OF_PLACE);
            return;
        }
        Settings settings = seams.settings();
        int limit = request.urgent() ? settings.places() : settings.neighbours() + 1;
        if (from.isNeighbour()
                || room.isFor(from, limit)
                || request.urgent() && room.make(from, now)) {
            accept(from, now);
        } else {
            links.send(from, new NeighbourAnswer(false, introductions.to(from)));
        }
    }

    void answered(Linked from, NeighbourAnswer answer, long now) {
        Asked question = asked.remove(from.id());
        if (question == null) {
            if (answer.accepted() && !from.isNeighbour()) {
                links.send(from, new Bye(Bye.Reason.ROOM));
            }
            return;
        }
        if (!answer.accepted()) {
            refusals++;
            proved(from, now);
            take(from, answer.contacts());
            later(now);
        } else if (!from.isNeighbour()) {
            introductions.hear(from, answer.contacts());
            if (links.room(seams.settings().places()) > 0
                    || question.eagerness != Eagerness.GAP && room.make(from, now)) {
                links.makeNeighbour(from, now);
                met.met(from.link.address(), now);
                refusals = 0;
                pause = FIRST_PAUSE;
                nextTry = now;
            } else {
                links.send(from, new Bye(Bye.Reason.ROOM));
            }
        }
        fill(now);
    }

    /** Somebody takes us for a neighbour, who is none: so that both agree it hears that. */
    void isNone(Linked from) {
        links.drop(from, Drop.OUT_OF_PLACE);
        links.send(from, new Bye(Bye.Reason.ROOM));
    }

    /** A neighbour is none any more, though its link may stand. */
    void bye(Linked from, Bye bye, long now) {
        asked.remove(from.id());
        boolean was = from.isNeighbour();
        links.makeGuest(from, "said goodbye", now);
        if (bye.reason() == Bye.Reason.LEAVING) {
            known.remove(from.member());
            met.forget(from.link.address());
            links.close(from, Closing.DONE);
        } else {
            proved(from, now);
        }
        if (was) {
            gap(now);
        }
    }

    /** A link is no more. */
    void lost(Linked gone, long now) {
        if (asked.remove(gone.id()) != null) {
            met.failed(gone.link.address(), now);
        }
        if (gone.isNeighbour()) {
            seams.out().notice(new Out.Notice.Left(gone.link, "lost"));
            gap(now);
        }
    }

    /** New addresses to try. */
    void found(long now) {
        if (links.neighbours().isEmpty()) {
            gap(now);
        }
    }

    /** No more neighbours are looked for. */
    void leave() {
        leaving = true;
    }

    /** What waited too long for an answer waits no more. */
    void tick(long now) {
        List<Long> late =
                asked.entrySet().stream()
                        .filter(each -> each.getValue().until <= now)
                        .map(Map.Entry::getKey)
                        .toList();
        for (long id : late) {
            asked.remove(id);
            links.get(id).ifPresent(linked -> links.close(linked, Closing.SILENT));
        }
        fill(now);
    }

    /** When there is something to do. */
    long next() {
        long next = wanting() > 0 ? nextTry : Long.MAX_VALUE;
        for (Asked each : asked.values()) {
            next = Math.min(next, each.until);
        }
        return next;
    }

    private void take(Linked from, List<Contact> contacts) {
        introductions.hear(from, contacts);
        for (Contact contact : contacts) {
            if (Prefix.maySay(from.link.remote(), contact.address())
                    && candidates.size() < MOST_CANDIDATES
                    && !candidates.contains(contact)) {
                candidates.add(contact);
            }
        }
    }

    private void accept(Linked from, long now) {
        asked.remove(from.id());
        if (!from.isNeighbour()) {
            links.makeNeighbour(from, now);
        }
        met.met(from.link.address(), now);
        links.send(from, new NeighbourAnswer(true, introductions.to(from)));
    }

    private boolean isShort() {
        return links.neighbours().size() < seams.settings().neighbours() / 2;
    }

    private void gap(long now) {
        pause = FIRST_PAUSE;
        nextTry = now;
        fill(now);
    }

    private void later(long now) {
        nextTry = now + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }

    private int wanting() {
        Settings settings = seams.settings();
        int wanted = seams.self().visitor() ? settings.doors() : settings.neighbours();
        int underWay = dialling + asked.size();
        int atOnce = isShort() ? 2 * settings.dialsAtOnce() : settings.dialsAtOnce();
        return leaving ? 0 : Math.min(atOnce - underWay, links.room(wanted) - underWay);
    }

    private boolean tryNext(long now) {
        while (knocks.any(now)) {
            Contact candidate = candidates.poll();
            if (candidate == null) {
                break;
            }
            if (tryContact(candidate, now)) {
                return true;
            }
        }
        // By turns, so that whoever fills one of the three with made-up members holds nobody up.
        for (int i = 0; i < 3; i++) {
            turn++;
            boolean tries =
                    switch (turn % 3) {
                        case 0 -> tryKnown(now);
                        case 1 -> reserve.get().filter(it -> tryContact(it, now)).isPresent();
                        default -> tryMet(now);
                    };
            if (tries) {
                return true;
            }
        }
        return false;
    }

    private boolean tryKnown(long now) {
        while (knocks.any(now)) {
            Optional<Contact> next = known.take();
            if (next.isEmpty() || tryContact(next.get(), now)) {
                return next.isPresent();
            }
        }
        return false;
    }

    private boolean tryMet(long now) {
        Optional<PeerAddress> place = met.next(links.neighbours().isEmpty(), this::isUseless, now);
        return place.isPresent() && reach(place.get(), Eagerness.GAP);
    }

    private boolean tryContact(Contact contact, long now) {
        if (contact.id() == seams.self().id() || links.isNeighbour(contact.id())) {
            return false;
        }
        Optional<Linked> guest = links.to(contact.id());
        if (guest.isPresent()) {
            if (guest.get().link.visitor() || asked.containsKey(guest.get().id())) {
                return false;
            }
            ask(guest.get(), Eagerness.GAP, now);
            return true;
        }
        return knocks.take(contact.address(), now) && reach(contact.address(), Eagerness.GAP);
    }

    boolean isUseless(PeerAddress address) {
        return dials.isDialling(address)
                || address.equals(seams.address())
                || links.all().stream().anyMatch(it -> it.link.address().equals(address));
    }

    private void reachNewcomer(PeerAddress address, long now) {
        if (knocks.take(address, now)) {
            reach(address, Eagerness.NEWCOMER);
        }
    }

    private boolean reach(PeerAddress address, Eagerness eagerness) {
        if (dialling >= 2 * seams.settings().dialsAtOnce() || dials.isDialling(address)) {
            return false;
        }
        Dials.Wish wish =
                new Dials.Wish() {
                    @Override
                    public void linked(Linked link, long now) {
                        dialling--;
                        proved(link, now);
                        ask(link, eagerness, now);
                        fill(now);
                    }

                    @Override
                    public void failed(long now) {
                        dialling--;
                        met.failed(address, now);
                        knocks.failed(address, now);
                        fill(now);
                    }
                };
        dialling++;
        if (dials.add(address, wish)) {
            return true;
        }
        dialling--;
        return false;
    }
}
