package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import java.util.Optional;

/**
 * Looks beyond the neighbours now and then, so that parts of a network that lost each other find
 * each other again: dials an address where a member was met, or may be, exchanges known members
 * with whoever is there, and takes a stranger as a neighbour even if another has to go. In a
 * network whose cards all lie here whoever has none is a stranger; in a larger one nearly everybody
 * looks like one, so only some are taken.
 */
final class Outlook {
    private static final double LARGE = 1.25;
    private static final int ONE_IN = 32;

    private final Seams seams;
    private final Links links;
    private final Cards cards;
    private final SizeWatch size;
    private final Met met;
    private final Dials dials;
    private final Membership membership;
    private final Shuffles shuffles;
    private long next;

    Outlook(
            Seams seams,
            Links links,
            Cards cards,
            SizeWatch size,
            Met met,
            Dials dials,
            Membership membership,
            Shuffles shuffles) {
        this.seams = seams;
        this.links = links;
        this.cards = cards;
        this.size = size;
        this.met = met;
        this.dials = dials;
        this.membership = membership;
        this.shuffles = shuffles;
    }

    long next() {
        return next;
    }

    void tick(long now) {
        if (now < next) {
            return;
        }
        long every = seams.settings().outlook().toMillis();
        next = now + every - every / 6 + seams.random().nextLong(every / 3 + 1);
        if (links.neighbours().isEmpty() || seams.self().visitor()) {
            return;
        }
        Optional<PeerAddress> place = met.next(false, membership::isUseless, now);
        place.ifPresent(address -> dials.add(address, new Look(address)));
    }

    private boolean isStranger(Linked linked) {
        if (links.isNeighbour(linked.member()) || cards.get(linked.member()).isPresent()) {
            return false;
        }
        boolean large = size.members() > LARGE * (cards.size() + 1);
        return !large || seams.random().nextInt(ONE_IN) == 0;
    }

    private final class Look implements Dials.Wish {
        private final PeerAddress address;

        Look(PeerAddress address) {
            this.address = address;
        }

        @Override
        public void linked(Linked link, long now) {
            membership.proved(link, now);
            shuffles.start(link, 0);
            if (isStranger(link)) {
                membership.ask(link, Membership.Eagerness.STRANGER, now);
            }
        }

        @Override
        public void failed(long now) {
            met.failed(address, now);
        }
    }
}
