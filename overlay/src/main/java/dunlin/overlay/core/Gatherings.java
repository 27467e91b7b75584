package dunlin.overlay.core;

import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.CardsAsked;
import dunlin.protocol.overlay.OverlayMessage.CardsGiven;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who is in the network: asks the neighbours for cards, then whoever they name, each
 * once, until nobody new is named or as many were asked as allowed. Who is asked answers with the
 * own card first; so it is known to be there, with the neighbours that it has now.
 */
final class Gatherings {
    /** What one member is asked for, at most. */
    private static final int AT_A_TIME = OverlayMessage.MAX_HEADS_GIVEN;

    private final class Running {
        final int mostMembers;
        final int mostAsked;
        final Gathering listener;
        final Map<Long, CardHead> members = new HashMap<>();
        final Set<Long> asked = new HashSet<>();
        final Deque<CardHead> toAsk = new ArrayDeque<>();
        int asking;

        Running(int mostMembers, int mostAsked, Gathering listener) {
            this.mostMembers = mostMembers;
            this.mostAsked = mostAsked;
            this.listener = listener;
        }
    }

    private final Seams seams;
    private final Links links;
    private final Cards cards;
    private final Errands errands;
    private final List<Running> running = new ArrayList<>(0);

    Gatherings(Seams seams, Links links, Cards cards, Errands errands) {
        this.seams = seams;
        this.links = links;
        this.cards = cards;
        this.errands = errands;
    }

    void start(int mostMembers, int mostAsked, Gathering listener, long now) {
        Running started = new Running(mostMembers, mostAsked, listener);
        running.add(started);
        for (Linked neighbour : links.neighbours()) {
            started.asked.add(neighbour.member());
            ask(started, neighbour.contact(), 0, now);
        }
        for (CardHead head : cards.heads()) {
            hear(started, head, false);
        }
        askNext(started, now);
    }

    /** Somebody else gathers. */
    void asked(Linked from, CardsAsked asked, Optional<CardHead> own, long now) {
        if (!from.mayAsk(now)) {
            links.drop(from, Drop.QUESTIONS_TOO_OFTEN);
            return;
        }
        List<CardHead> heads = cards.after(asked.after(), Math.clamp(asked.most(), 1, AT_A_TIME));
        boolean more = !heads.isEmpty() && !cards.after(heads.getLast().cardId(), 1).isEmpty();
        links.send(from, new CardsGiven(own, heads, more));
    }

    private void ask(Running gathering, Contact whom, long after, long now) {
        gathering.asking++;
        errands.run(
                whom,
                new CardsAsked(after, AT_A_TIME),
                CardsGiven.class,
                (answer, then) -> answered(gathering, whom, answer, then),
                now);
    }

    private void answered(
            Running gathering, Contact whom, Optional<OverlayMessage> answer, long now) {
        gathering.asking--;
        if (answer.isPresent() && answer.get() instanceof CardsGiven given) {
            given.own()
                    .filter(head -> head.id() == whom.id())
                    .ifPresent(head -> given(gathering, whom, head, true));
            for (CardHead head : given.heads()) {
                if (isNew(gathering, head)) {
                    given(gathering, whom, head, false);
                }
            }
            if (given.more() && !given.heads().isEmpty()) {
                ask(gathering, whom, given.heads().getLast().cardId(), now);
            }
        }
        askNext(gathering, now);
    }

    private void given(Running gathering, Contact by, CardHead head, boolean itself) {
        if (seams.proofs().proves(head)) {
            hear(gathering, head, itself);
        } else {
            links.to(by.id()).ifPresent(from -> links.drop(from, Drop.FORGED_CARD));
        }
    }

    private static boolean isNew(Running gathering, CardHead head) {
        CardHead before = gathering.members.get(head.id());
        return before == null || before.sequence() < head.sequence();
    }

    private void hear(Running gathering, CardHead head, boolean itself) {
        boolean known = gathering.members.containsKey(head.id());
        if (head.id() == seams.self().id()
                || !known && gathering.members.size() >= gathering.mostMembers) {
            return;
        }
        gathering.members.put(head.id(), head);
        gathering.listener.member(head, itself);
        if (!known && !gathering.asked.contains(head.id())) {
            gathering.toAsk.add(head);
        }
    }

    private void askNext(Running gathering, long now) {
        int atOnce = seams.settings().asksAtOnce();
        while (gathering.asking < atOnce
                && gathering.asked.size() < gathering.mostAsked
                && !gathering.toAsk.isEmpty()) {
            CardHead next = gathering.toAsk.remove();
            if (gathering.asked.add(next.id())) {
                ask(gathering, next.contact(), 0, now);
            }
        }
        if (gathering.asking == 0 && running.remove(gathering)) {
            gathering.listener.over(
                    gathering.toAsk.isEmpty() && gathering.members.size() < gathering.mostMembers);
        }
    }
}
