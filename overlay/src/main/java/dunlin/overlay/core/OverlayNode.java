package dunlin.overlay.core;

import dunlin.overlay.core.Out.Closing;
import dunlin.overlay.core.Out.Drop;
import dunlin.overlay.core.OwnShares.Asker;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.OverlayMessage.Bye;
import dunlin.protocol.overlay.OverlayMessage.Cancel;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardRenewal;
import dunlin.protocol.overlay.OverlayMessage.CardWanted;
import dunlin.protocol.overlay.OverlayMessage.CardsAsked;
import dunlin.protocol.overlay.OverlayMessage.CardsGiven;
import dunlin.protocol.overlay.OverlayMessage.ForwardJoin;
import dunlin.protocol.overlay.OverlayMessage.Held;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.OverlayMessage.Join;
import dunlin.protocol.overlay.OverlayMessage.Neighbour;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Ping;
import dunlin.protocol.overlay.OverlayMessage.Pong;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A member of the network of named peers, or a visitor to it, as pure decisions: told of links,
 * messages and time, it says through {@link Out} what is to be sent and whom to dial. Everything
 * that it holds is bounded, whatever others send.
 *
 * <p>All times are milliseconds since 1970, UTC, by a clock that never goes back. Not thread-safe:
 * one call at a time.
 */
public final class OverlayNode {
    /** A map names so many members at most, and asks so many itself. */
    private static final int MOST_MEMBERS = 20_000;

    /** How often dead cards are looked for; they count no more before. */
    private static final long SWEEP = 30_000;

    private final Seams seams;
    private final Links links;
    private final Cards cards;
    private final Known known;
    private final Met met;
    private final Dials dials;
    private final Membership membership;
    private final Shuffles shuffles;
    private final Keepalive keepalive;
    private final Outlook outlook;
    private final SizeWatch size;
    private final CardSpread cardSpread;
    private final OwnCard ownCard;
    private final Questions questions;
    private final Errands errands;
    private final Searches searches;
    private final Gatherings gatherings;
    private long nextSweep;
    private boolean left;

    public OverlayNode(
            Settings settings,
            Self self,
            Proofs proofs,
            OwnShares shares,
            RandomGenerator random,
            Out out) {
        this.seams = new Seams(settings, self, proofs, shares, random, out);
        this.links = new Links(seams, new Neighbours());
        this.cards = new Cards(settings, random);
        this.known = new Known(settings, random);
        this.met = new Met(random);
        this.dials = new Dials(out::dial);
        this.size = new SizeWatch(seams, links, cards);
        this.cardSpread = new CardSpread(seams, links, cards, size);
        this.ownCard = new OwnCard(seams, links, cardSpread, size);
        Introductions introductions = new Introductions(seams, links, known);
        this.membership =
                new Membership(
                        seams, links, known, met, dials, introductions, () -> cards.any(random));
        this.shuffles = new Shuffles(seams, links, known, introductions);
        this.keepalive = new Keepalive(seams, links);
        this.outlook = new Outlook(seams, links, cards, size, met, dials, membership, shuffles);
        this.questions = new Questions(seams, links, cards, size, ownCard);
        this.errands = new Errands(seams, links, dials, membership::proved);
        this.searches = new Searches(seams, links, cards, size, questions, errands, new Trust());
        this.gatherings = new Gatherings(seams, links, cards, errands);
    }

    /** A link stands, on which the other side has proved its key. */
    public void linked(Link link, long now) {
        List<Dials.Wish> wishes = link.incoming() ? List.of() : dials.end(link.remote());
        Optional<Linked> added = left ? Optional.empty() : links.add(link, now);
        if (link.member().id() == seams.self().id()) {
            met.forget(link.remote());
        }
        Optional<Linked> linked = added.or(() -> links.to(link.member().id()));
        for (Dials.Wish wish : wishes) {
            linked.ifPresentOrElse(it -> wish.linked(it, now), () -> wish.failed(now));
        }
    }

    /** Nobody answered there, or nobody who could prove that it belongs to the network. */
    public void dialFailed(PeerAddress address, long now) {
        dials.end(address).forEach(wish -> wish.failed(now));
    }

    /** A link is no more. */
    public void lost(long link, long now) {
        links.remove(link).ifPresent(gone -> gone(gone, now));
    }

    /** Members may be at these addresses, as a source says. */
    public void found(Collection<PeerAddress> addresses, long now) {
        addresses.stream().filter(address -> address.port() != 0).forEach(met::found);
        membership.found(now);
    }

    /**
     * What this member shares has changed.
     *
     * @param words the digests of all its words; one, but for who shares a great deal
     * @param count how many shares are shown
     */
    public void shares(List<Digest> words, int count, long now) {
        ownCard.shares(words, count, now);
    }

    /** Under which address others reach this member, as was learned meanwhile. */
    public void address(PeerAddress address, long now) {
        if (seams.learn(address)) {
            ownCard.changes(now);
        }
    }

    /** Says goodbye and closes all links; nothing is dialled any more. */
    public void leave(long now) {
        left = true;
        membership.leave();
        for (Linked linked : links.all()) {
            if (linked.isNeighbour()) {
                links.send(linked, new Bye(Bye.Reason.LEAVING));
            }
            links.close(linked, Closing.LEAVING);
            errands.lost(linked.id(), now);
        }
    }

    /**
     * Does what is due.
     *
     * @return when to call again, at the latest; earlier calls do no harm
     */
    public long tick(long now) {
        if (left) {
            return Long.MAX_VALUE;
        }
        keepalive.tick(now).forEach(gone -> gone(gone, now));
        if (now >= nextSweep) {
            nextSweep = now + SWEEP;
            cards.tick(now);
        }
        membership.tick(now);
        shuffles.tick(now);
        outlook.tick(now);
        if (size.tick(now)) {
            ownCard.grew(now);
        }
        ownCard.tick(now);
        errands.tick(now);
        searches.tick(now);
        return next();
    }

    /** When {@link #tick} is due. */
    public long next() {
        long next = Math.min(keepalive.next(), membership.next());
        next = Math.min(next, Math.min(shuffles.next(), outlook.next()));
        next = Math.min(next, Math.min(size.next(), ownCard.next()));
        return Math.min(next, Math.min(errands.next(), searches.next()));
    }

    /** A message came along a link. */
    public void heard(long link, OverlayMessage message, long now) {
        Optional<Linked> from = links.get(link);
        if (from.isEmpty()) {
            return;
        }
        if (!from.get().hears(now)) {
            links.drop(from.get(), Drop.MESSAGES_TOO_OFTEN);
            return;
        }
        if (isForNeighbours(message) && !from.get().isNeighbour()) {
            membership.isNone(from.get());
            return;
        }
        heard(from.get(), message, now);
    }

    private static boolean isForNeighbours(OverlayMessage message) {
        return message instanceof CardPush
                || message instanceof CardRenewal
                || message instanceof ForwardJoin;
    }

    /** More came along a link than its receiver takes: a message of it was not heard. */
    public void tooMuch(long link) {
        links.get(link).ifPresent(from -> links.drop(from, Drop.MESSAGES_TOO_OFTEN));
    }

    /** Searches; the listener hears of it until it is over. The number to cancel it by. */
    public long search(Search search, Search.Listener listener, long now) {
        return searches.start(search, listener, now);
    }

    public void cancel(long search) {
        searches.cancel(search);
    }

    /**
     * Gathers who is in the network.
     *
     * @param mostAsked how many members to ask themselves at most; of the others is told what was
     *     remembered of them
     */
    public void gather(int mostAsked, Gathering listener, long now) {
        gatherings.start(MOST_MEMBERS, mostAsked, listener, now);
    }

    /** Asks one member something itself, over the link to it or one that is made for it. */
    public void ask(
            Contact whom,
            OverlayMessage question,
            Class<? extends OverlayMessage> answer,
            Answered end,
            long now) {
        errands.run(whom, question, answer, end, now);
    }

    /** Who this member is. */
    public Self self() {
        return seams.self();
    }

    /** The own card's head as it is now; a visitor has none. */
    public Optional<CardHead> ownHead(long now) {
        return seams.self().visitor() ? Optional.empty() : Optional.of(ownCard.head(now));
    }

    /** The neighbours, as far as there are any now. */
    public List<NeighbourStatus> neighbours() {
        return links.neighbours().stream().map(NeighbourStatus::of).toList();
    }

    /** About how many members the network has, this one included. */
    public int members() {
        return size.members();
    }

    /** How many cards of others lie here. */
    public int cardsHeld() {
        return cards.size();
    }

    /** Addresses at which members were met, to begin with the next time. */
    public List<PeerAddress> met() {
        return met.all();
    }

    private void heard(Linked from, OverlayMessage message, long now) {
        if (from.link.visitor() && !isForVisitors(message)) {
            links.drop(from, Drop.OUT_OF_PLACE);
            return;
        }
        switch (message) {
            case OverlayMessage.Hello _, OverlayMessage.Proof _, OverlayMessage.Unknown _ -> {}
            case Join _ -> joins(from, now);
            case Refer it -> membership.referred(from, it, now);
            case ForwardJoin it -> membership.forwardJoin(from, it, now);
            case Neighbour it -> membership.neighbour(from, it, now);
            case NeighbourAnswer it -> membership.answered(from, it, now);
            case Bye it -> bye(from, it, now);
            case Shuffle it -> shuffles.shuffle(from, it);
            case ShuffleReply it -> shuffles.reply(from, it);
            case Ping it -> links.send(from, new Pong(it.token()));
            case Pong _ -> from.ponged(now);
            case Held it -> size.held(from, it);
            case CardPush it -> cardSpread.push(from, it, now);
            case CardRenewal it -> cardSpread.renewal(from, it, now);
            case Question it -> questions.question(from, it, now);
            case Answer it ->
                    questions.answered(from, it).ifPresent(a -> searches.answered(from, a, now));
            case Cancel it -> questions.cancel(from, it);
            case CardWanted it -> wanted(from, it, now);
            case CardsAsked it -> gatherings.asked(from, it, ownHead(now), now);
            case BrowseAsked it -> links.send(from, seams.shares().page(it, asker(from)));
            case Ask it -> questions.asked(from, it, asker(from), now);
            case CardsGiven it -> answered(from, it, now);
            case BrowseGiven it -> answered(from, it, now);
            case Hits it -> answered(from, it, now);
        }
    }

    private void bye(Linked from, Bye bye, long now) {
        if (bye.reason() == Bye.Reason.LEAVING) {
            cards.remove(from.member());
        }
        membership.bye(from, bye, now);
    }

    private void joins(Linked from, long now) {
        membership.join(from, now);
        if (from.link.visitor()) {
            size.came(from, now);
        }
    }

    /** A visitor may ask, and has nothing to tell: least of all of others, or their cards. */
    private static boolean isForVisitors(OverlayMessage message) {
        return switch (message) {
            case Join _, Bye _, Ping _, Pong _ -> true;
            case Question _, Cancel _, Ask _, CardsAsked _, BrowseAsked _ -> true;
            default -> message instanceof OverlayMessage.Unknown;
        };
    }

    private void answered(Linked from, OverlayMessage answer, long now) {
        if (!errands.heard(from, answer, now)) {
            links.drop(from, Drop.OUT_OF_PLACE);
        }
    }

    private static Asker asker(Linked from) {
        return from.link.visitor() ? Asker.STRANGER : Asker.MEMBER;
    }

    /** Somebody has not what was renewed. */
    private void wanted(Linked from, CardWanted wanted, long now) {
        if (!ownCard.wanted(from, wanted.cardId())) {
            cardSpread.wanted(from, wanted.cardId(), now);
        }
    }

    private void gone(Linked gone, long now) {
        errands.lost(gone.id(), now);
        membership.lost(gone, now);
    }

    /** What else happens when a neighbour comes or leaves. */
    private final class Neighbours implements Links.Change {
        @Override
        public void came(Linked neighbour, long now) {
            forget(neighbour.place());
            size.came(neighbour, now);
            ownCard.connected(now);
        }

        @Override
        public void left(Linked neighbour) {
            forget(neighbour.place());
        }

        private void forget(int place) {
            cards.forgetPlace(place);
            ownCard.forgetPlace(place);
        }
    }
}
