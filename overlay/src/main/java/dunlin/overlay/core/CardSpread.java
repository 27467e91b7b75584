package dunlin.overlay.core;

import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardRenewal;
import dunlin.protocol.overlay.OverlayMessage.CardWanted;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How cards of others come and go on. Each card is heard once: the first time it is kept and passed
 * on; a second time, or one that is older, it ends here. What nobody signed, what is dead or of
 * another time, and a digest that matches all, goes nowhere.
 */
final class CardSpread {
    private final Seams seams;
    private final Links links;
    private final Cards cards;
    private final SizeWatch size;

    CardSpread(Seams seams, Links links, Cards cards, SizeWatch size) {
        this.seams = seams;
        this.links = links;
        this.cards = cards;
        this.size = size;
    }

    void push(Linked from, CardPush push, long now) {
        Card card = push.card();
        CardHead head = card.head();
        if (head.id() == seams.self().id()) {
            return;
        }
        CardHead before = cards.get(head.cardId()).map(Card::head).orElse(null);
        if (before != null && head.sequence() <= before.sequence()) {
            if (head.sequence() < before.sequence()) {
                links.drop(from, Drop.OLD_CARD);
            }
            return;
        }
        if (!from.mayPush(now) || before != null && isHasty(before, head.sequence())) {
            links.drop(from, Drop.CARDS_TOO_OFTEN);
        } else if (!isTimely(head, now)) {
            links.drop(from, Drop.OLD_CARD);
        } else if (!Prefix.maySay(from.link.remote(), head.address())) {
            links.drop(from, Drop.FOREIGN_ADDRESS);
        } else if (!seams.proofs().proves(card)) {
            links.drop(from, Drop.FORGED_CARD);
        } else if (Trust.matchesEverything(card.digest(), seams.random())) {
            links.drop(from, Drop.WORTHLESS_DIGEST);
        } else {
            cards.put(card);
            int edges = send(card, 0, size.cap(push.reach()), from.id(), 0);
            cards.setEdges(head.cardId(), edges);
        }
    }

    /** A card that lies here lives on; of one that does not lie here nothing is known. */
    void renewal(Linked from, CardRenewal renewal, long now) {
        Optional<Card> before = cards.get(renewal.cardId());
        if (before.isEmpty() || before.get().head().sequence() < renewal.base()) {
            links.send(from, new CardWanted(renewal.cardId()));
            return;
        }
        CardHead old = before.get().head();
        if (old.sequence() != renewal.base()) {
            return;
        }
        if (!from.mayPush(now) || isHasty(old, renewal.sequence())) {
            links.drop(from, Drop.CARDS_TOO_OFTEN);
            return;
        }
        Card card =
                new Card(old.at(renewal.sequence(), renewal.signature()), before.get().digest());
        if (!isTimely(card.head(), now)) {
            links.drop(from, Drop.OLD_CARD);
        } else if (!seams.proofs().proves(card.head())) {
            links.drop(from, Drop.FORGED_CARD);
        } else {
            cards.renew(card.head());
            int edges = cards.edges(renewal.cardId());
            cards.setEdges(
                    renewal.cardId(),
                    send(card, renewal.base(), size.cap(renewal.reach()), from.id(), edges));
        }
    }

    /**
     * Sends a card on: its renewal alone to those who had it from us, and who come first, the whole
     * card to others.
     *
     * @param base the sequence of the card that they had
     * @param edges the places of those who have it from us, a bit each
     * @return the same for now
     */
    int send(Card card, long base, int reach, long butNot, int edges) {
        List<Linked> to = links.someNeighbours(links.neighbours().size(), butNot);
        to.removeIf(neighbour -> neighbour.member() == card.head().id());
        to.sort(Comparator.comparing(neighbour -> (edges >> neighbour.place() & 1) == 0));
        int[] parts = Spread.deal(reach, to.size());
        int sent = 0;
        for (int i = 0; i < parts.length; i++) {
            Linked neighbour = to.get(i);
            boolean hasIt = (edges >> neighbour.place() & 1) != 0;
            links.send(
                    neighbour,
                    hasIt ? renewal(card.head(), base, parts[i]) : new CardPush(card, parts[i]));
            sent |= 1 << neighbour.place();
        }
        return sent;
    }

    /** Somebody asks for a card of which we told it. */
    void wanted(Linked from, long cardId, long now) {
        if (!from.mayPush(now)) {
            links.drop(from, Drop.CARDS_TOO_OFTEN);
            return;
        }
        cards.get(cardId).ifPresent(card -> links.send(from, new CardPush(card, 0)));
    }

    private static CardRenewal renewal(CardHead head, long base, int reach) {
        return new CardRenewal(head.cardId(), base, head.sequence(), head.signature(), reach);
    }

    /**
     * Each card costs as many messages as its reach: no owner may have us send one every second.
     */
    private boolean isHasty(CardHead before, long sequence) {
        return sequence - before.sequence() < seams.settings().cardChange().toMillis() / 2;
    }

    private boolean isTimely(CardHead head, long now) {
        long life = seams.settings().cardLife().toMillis();
        long skew = seams.settings().clockSkew().toMillis();
        return head.expires() > now
                && head.expires() <= now + life + skew
                && head.sequence() <= now + skew
                && head.sequence() >= now - life - skew;
    }
}
