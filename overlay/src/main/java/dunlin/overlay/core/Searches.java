package dunlin.overlay.core;

import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SignedHits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The searches of this member. First the cards that lie here, and at the same time a question to
 * many; every sharer whose digest may have the words is asked itself, each once, a few at a time.
 * If a round brings nothing there is a second, which goes twice as far. A search ends when enough
 * was found, when nobody is left to ask, or when its time is over.
 */
final class Searches {
    private static final int ROUNDS = 2;
    private static final int MOST_ASKED = 256;

    private final class Running {
        final long number;
        final Search search;
        final Search.Listener listener;
        final long ends;
        final Set<Long> sharers = new HashSet<>();
        final Set<Long> found = new HashSet<>();
        final Deque<CardHead> toAsk = new ArrayDeque<>();
        final List<QuestionId> questions = new ArrayList<>(ROUNDS);
        int asking;
        long roundEnds;
        boolean roundOver;

        Running(long number, Search search, Search.Listener listener, long now) {
            this.number = number;
            this.search = search;
            this.listener = listener;
            this.ends = now + seams.settings().search().toMillis();
        }

        boolean isFruitless() {
            return found.isEmpty() && !search.exhaustive() && questions.size() < ROUNDS;
        }

        boolean isQuiet() {
            return asking == 0 && toAsk.isEmpty();
        }
    }

    private final Seams seams;
    private final Cards cards;
    private final SizeWatch size;
    private final Questions questions;
    private final Errands errands;
    private final Links links;
    private final Trust trust;
    private final List<Running> running = new ArrayList<>(0);
    private long numbers;

    Searches(
            Seams seams,
            Links links,
            Cards cards,
            SizeWatch size,
            Questions questions,
            Errands errands,
            Trust trust) {
        this.seams = seams;
        this.links = links;
        this.cards = cards;
        this.size = size;
        this.questions = questions;
        this.errands = errands;
        this.trust = trust;
    }

    long start(Search search, Search.Listener listener, long now) {
        Running started = new Running(++numbers, search, listener, now);
        running.add(started);
        for (CardHead head : cards.matching(search.words(), MOST_ASKED, this::isWorthAsking, now)) {
            mayHave(started, head);
        }
        round(started, now);
        askNext(started, now);
        return started.number;
    }

    void cancel(long number) {
        for (Running search : List.copyOf(running)) {
            if (search.number == number) {
                end(search);
            }
        }
    }

    void answered(Linked from, Answer answer, long now) {
        for (Running search : List.copyOf(running)) {
            if (search.questions.contains(answer.id())) {
                answer.hits()
                        .filter(hits -> hits.question().equals(answer.id()))
                        .filter(hits -> !hits.entries().isEmpty())
                        .ifPresent(hits -> found(search, from, hits));
                for (CardHead head : answer.heads()) {
                    heard(search, from, head);
                }
                askNext(search, now);
            }
        }
    }

    void tick(long now) {
        for (Running search : List.copyOf(running)) {
            if (search.ends <= now) {
                end(search);
            } else if (!search.roundOver && search.roundEnds <= now) {
                search.roundOver = true;
                if (search.isFruitless()) {
                    round(search, now);
                }
                endIfQuiet(search);
            }
        }
    }

    long next() {
        long next = Long.MAX_VALUE;
        for (Running search : running) {
            next = Math.min(next, search.roundOver ? search.ends : search.roundEnds);
        }
        return next;
    }

    private void round(Running search, long now) {
        QuestionId id = QuestionId.random(seams.random());
        int rounds = search.questions.size();
        int reach =
                search.search.exhaustive() ? OverlayMessage.MAX_REACH : size.reach(now) << rounds;
        int wanted = Math.min(search.search.wanted(), OverlayMessage.MAX_HEADS);
        search.questions.add(id);
        search.roundOver = false;
        search.roundEnds = now + seams.settings().round().toMillis();
        questions.ask(new Question(id, reach, wanted, search.search.words()), now);
    }

    private void heard(Running search, Linked from, CardHead head) {
        if (search.sharers.contains(head.id()) || !isWorthAsking(head)) {
            return;
        }
        if (search.sharers.size() >= MOST_ASKED) {
            return;
        }
        if (!seams.proofs().proves(head)) {
            links.drop(from, Drop.FORGED_CARD);
            return;
        }
        mayHave(search, head);
    }

    private void mayHave(Running search, CardHead head) {
        if (search.sharers.add(head.id())) {
            search.toAsk.add(head);
        }
    }

    private boolean isWorthAsking(CardHead head) {
        return head.id() != seams.self().id() && trust.isWorthAsking(head.id());
    }

    private void askNext(Running search, long now) {
        while (search.asking < seams.settings().asksAtOnce() && !search.toAsk.isEmpty()) {
            CardHead head = search.toAsk.remove();
            if (search.found.contains(head.id())) {
                continue;
            }
            search.asking++;
            QuestionId id = QuestionId.random(seams.random());
            errands.run(
                    head.contact(),
                    new Ask(id, search.search.words()),
                    Hits.class,
                    (answer, then) -> asked(search, head, id, answer, then),
                    now);
        }
    }

    private void asked(
            Running search,
            CardHead head,
            QuestionId question,
            Optional<OverlayMessage> answer,
            long now) {
        search.asking--;
        if (answer.isPresent() && answer.get() instanceof Hits given) {
            SignedHits hits = given.hits();
            boolean isOwn = hits.sharer().id() == head.id() && hits.question().equals(question);
            if (!isOwn || hits.entries().isEmpty()) {
                trust.miss(head.id());
            } else {
                links.to(head.id()).ifPresent(from -> found(search, from, hits));
            }
        }
        askNext(search, now);
        endIfQuiet(search);
    }

    private void found(Running search, Linked from, SignedHits hits) {
        if (!running.contains(search) || search.found.contains(hits.sharer().id())) {
            return;
        }
        if (!seams.proofs().proves(hits)) {
            links.drop(from, Drop.FORGED_HIT);
            return;
        }
        search.sharers.add(hits.sharer().id());
        search.found.add(hits.sharer().id());
        trust.hit(hits.sharer().id());
        search.listener.found(hits);
        if (search.found.size() >= search.search.wanted()) {
            end(search);
        }
    }

    /** A search is over when its last round is, and all that it brought were asked. */
    private void endIfQuiet(Running search) {
        if (search.roundOver && search.isQuiet()) {
            end(search);
        }
    }

    private void end(Running search) {
        if (running.remove(search)) {
            search.questions.forEach(questions::cancelOwn);
            search.listener.over();
        }
    }
}
