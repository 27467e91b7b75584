package dunlin.overlay.core;

import dunlin.overlay.core.Out.Drop;
import dunlin.overlay.core.OwnShares.Asker;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.Cancel;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The questions of others: each is answered once, from the own shares and from the cards that lie
 * here, and goes on once. Answers go back the way that the question came, each member in them once.
 */
final class Questions {
    private final Seams seams;
    private final Links links;
    private final Cards cards;
    private final SizeWatch size;
    private final OwnCard ownCard;
    private final Paths paths;

    Questions(Seams seams, Links links, Cards cards, SizeWatch size, OwnCard ownCard) {
        this.seams = seams;
        this.links = links;
        this.cards = cards;
        this.size = size;
        this.ownCard = ownCard;
        this.paths = new Paths(seams.settings());
    }

    void question(Linked from, Question question, long now) {
        if (!from.mayAsk(now)) {
            links.drop(from, Drop.QUESTIONS_TOO_OFTEN);
            return;
        }
        Optional<Paths.Path> path = paths.begin(question.id(), from.id(), now);
        if (path.isPresent()) {
            answer(question, path.get(), now);
            spread(question, grant(from, question.reach(), now), from.id());
        }
    }

    /** Sends an own question; false if there is nobody to ask. */
    boolean ask(Question question, long now) {
        paths.begin(question.id(), Linked.NO_LINK, now);
        return spread(question, question.reach(), Linked.NO_LINK);
    }

    /** Passes answers back; those that are for us remain. */
    Optional<Answer> answered(Linked from, Answer answer) {
        Optional<Paths.Path> path = paths.of(answer.id());
        if (path.isEmpty()) {
            links.drop(from, Drop.OUT_OF_PLACE);
            return Optional.empty();
        }
        if (path.get().from() == Linked.NO_LINK) {
            return Optional.of(answer);
        }
        List<CardHead> heads = new ArrayList<>(answer.heads());
        heads.removeIf(head -> !path.get().tell(head.id()));
        Optional<SignedHits> hits =
                answer.hits().filter(some -> path.get().tell(~some.sharer().id()));
        back(path.get(), new Answer(answer.id(), heads, hits));
        return Optional.empty();
    }

    /** Somebody asks us alone. */
    void asked(Linked from, Ask ask, Asker asker, long now) {
        if (from.mayAsk(now)) {
            List<SharedEntry> own = seams.shares().matching(ask.words(), asker);
            links.send(from, new Hits(sign(ask.id(), own, now)));
        } else {
            links.drop(from, Drop.QUESTIONS_TOO_OFTEN);
        }
    }

    void cancel(Linked from, Cancel cancel) {
        paths.of(cancel.id())
                .filter(path -> path.from() == from.id())
                .ifPresent(Paths.Path::cancel);
    }

    /** Whoever answers may stop. */
    void cancelOwn(QuestionId id) {
        paths.of(id).ifPresent(Paths.Path::cancel);
        for (Linked neighbour : links.neighbours()) {
            links.send(neighbour, new Cancel(id));
        }
    }

    private void answer(Question question, Paths.Path path, long now) {
        QueryWords words = question.words();
        List<SharedEntry> own = seams.shares().matching(words, Asker.STRANGER);
        Optional<SignedHits> hits =
                own.isEmpty() || !path.tell(~seams.self().id())
                        ? Optional.empty()
                        : Optional.of(sign(question.id(), own, now));
        int most = Math.min(question.wanted(), path.left());
        List<CardHead> heads = cards.matching(words, most, head -> path.tell(head.id()), now);
        back(path, new Answer(question.id(), heads, hits));
    }

    private void back(Paths.Path path, Answer answer) {
        if (!answer.heads().isEmpty() || answer.hits().isPresent()) {
            links.get(path.from()).ifPresent(before -> links.send(before, answer));
        }
    }

    private SignedHits sign(QuestionId question, List<SharedEntry> entries, long now) {
        return seams.proofs().sign(question, ownCard.head(now), entries);
    }

    /** What is wanted, within what others may want who think the network larger; all, seldom. */
    private int grant(Linked from, int wanted, long now) {
        boolean floods = wanted == OverlayMessage.MAX_REACH && from.mayFlood(now);
        return floods ? wanted : size.cap(wanted);
    }

    private boolean spread(Question question, int reach, long butNot) {
        List<Linked> to = links.someNeighbours(reach, butNot);
        int[] parts = Spread.deal(reach, to.size());
        boolean floods = reach == OverlayMessage.MAX_REACH;
        for (int i = 0; i < parts.length; i++) {
            links.send(to.get(i), question.withReach(floods ? reach : parts[i]));
        }
        return parts.length > 0;
    }
}
