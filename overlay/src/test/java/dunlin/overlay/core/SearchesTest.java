package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.Cancel;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SearchesTest {
    private final Recorder me = new Recorder(false);
    private final List<SignedHits> found = new ArrayList<>();
    private boolean over;

    @BeforeEach
    void hasNeighbours() {
        me.neighbours(1, 8);
        me.sent.clear();
    }

    @Test
    void aQuestionIsAnsweredFromTheOwnSharesAndFromCardsAndGoesOnOnce() {
        me.shares.add("heron");
        me.hear(1, new CardPush(me.card(50, "heron"), 0));
        Question question = question(1, 35);
        me.hear(2, question);
        Answer answer = me.sent(2, Answer.class).getFirst();
        assertThat(answer.heads()).extracting(CardHead::id).containsExactly(id(50));
        assertThat(answer.hits().orElseThrow().entries())
                .extracting(SharedEntry::name)
                .containsExactly("heron");
        assertThat(me.linksWith(Question.class)).hasSize(7).doesNotContain(2L);
        me.hear(3, question);
        assertThat(me.linksWith(Question.class)).hasSize(7);
        assertThat(me.linksWith(Answer.class)).containsExactly(2L);
    }

    @Test
    void anAnswerGoesBackWhereItsQuestionCameFromAndEachMemberInItOnce() {
        me.hear(2, question(1, 35));
        Answer answer =
                new Answer(
                        new QuestionId(1, 1),
                        List.of(me.card(50, "heron").head()),
                        Optional.empty());
        me.hear(3, answer);
        me.hear(4, answer);
        assertThat(me.linksWith(Answer.class)).containsExactly(2L);
    }

    @Test
    void whoHasPutTooManyQuestionsIsNotHeard() {
        for (int i = 0; i < 10_000; i++) {
            me.hear(2, question(i, 35));
        }
        assertThat(me.linksWith(Question.class)).hasSize(20 * 7);
        assertThat(me.drops()).contains(Drop.QUESTIONS_TOO_OFTEN);
        assertThat(me.node.neighbours().stream().mapToLong(NeighbourStatus::dropped).sum())
                .isEqualTo(10_000 - 20);
    }

    @Test
    void aCancelledQuestionIsAnsweredNoMore() {
        me.hear(2, question(1, 35));
        me.hear(2, new Cancel(new QuestionId(1, 1)));
        me.hear(
                3,
                new Answer(
                        new QuestionId(1, 1),
                        List.of(me.card(50, "heron").head()),
                        Optional.empty()));
        assertThat(me.linksWith(Answer.class)).isEmpty();
    }

    @Test
    void whoHoldsTheCardAsksTheSharerAtOnce() {
        me.hear(1, new CardPush(me.card(50, "heron"), 0));
        search(1);
        assertThat(me.dialled).contains(Recorder.address(50));
        me.outgoing(50);
        Ask ask = me.sent(50, Ask.class).getFirst();
        me.hear(50, new Hits(hits(50, ask.id(), 1)));
        assertThat(found).hasSize(1);
        assertThat(over).isTrue();
        assertThat(me.linksWith(Cancel.class)).hasSize(8);
    }

    @Test
    void aHeadThatNobodySignedIsNotDialled() {
        search(1);
        CardHead real = me.card(50, "heron").head();
        me.hear(1, answer(real.at(real.sequence() + 1, real.signature())));
        assertThat(me.dialled).doesNotContain(Recorder.address(50));
        assertThat(me.drops()).contains(Drop.FORGED_CARD);
    }

    @Test
    void hitsOfAnotherQuestionAreNoHits() {
        search(1);
        QuestionId id = me.sent(1, Question.class).getFirst().id();
        me.hear(1, new Answer(id, List.of(), Optional.of(hits(50, new QuestionId(9, 9), 1))));
        assertThat(found).isEmpty();
    }

    @Test
    void eachSharerIsToldOfOnce() {
        search(5);
        QuestionId id = me.sent(1, Question.class).getFirst().id();
        me.hear(1, new Answer(id, List.of(), Optional.of(hits(50, id, 1))));
        me.hear(2, new Answer(id, List.of(), Optional.of(hits(50, id, 1))));
        assertThat(found).hasSize(1);
    }

    @Test
    void whoeverPromisedThreeTimesWhatItHasNotIsAskedNoMore() {
        me.hear(1, new CardPush(me.card(50, "heron"), 0));
        for (int i = 0; i < 4; i++) {
            search(1);
            if (i == 0) {
                me.outgoing(50);
            }
            List<Ask> asks = me.sent(50, Ask.class);
            assertThat(asks).hasSize(Math.min(i + 1, 3));
            if (i < 3) {
                me.hear(50, new Hits(hits(50, asks.getLast().id(), 0)));
            }
        }
    }

    @Test
    void aSecondRoundGoesTwiceAsFarIfTheFirstBroughtNothing() {
        search(1);
        int first = reach();
        me.sent.clear();
        me.pass(4_000);
        assertThat(reach()).isEqualTo(2 * first);
        me.pass(4_000);
        assertThat(over).isTrue();
    }

    @Test
    void asksAreAFewAtATimeAndEndWhereNobodyAnswers() {
        search(32);
        QuestionId id = me.sent(1, Question.class).getFirst().id();
        List<CardHead> heads = new ArrayList<>();
        for (int i = 50; i < 82; i++) {
            heads.add(me.card(i, "heron").head());
        }
        me.hear(1, new Answer(id, heads, Optional.empty()));
        assertThat(me.dialled).hasSize(8);
        me.pass(40_000);
        assertThat(over).isTrue();
    }

    @Test
    void anExhaustiveQuestionMayReachEverybody() {
        me.node.search(new Search(TestShares.query("heron"), 1, true), new Listening(), me.now);
        assertThat(me.sent(1, Question.class).getFirst().reach())
                .isEqualTo(OverlayMessage.MAX_REACH);
    }

    private int reach() {
        return me.sent.stream()
                .map(Recorder.Sent::message)
                .filter(Question.class::isInstance)
                .mapToInt(it -> ((Question) it).reach() + 1)
                .sum();
    }

    private void search(int wanted) {
        over = false;
        me.node.search(
                new Search(TestShares.query("heron"), wanted, false), new Listening(), me.now);
    }

    private Answer answer(CardHead head) {
        QuestionId id = me.sent(1, Question.class).getFirst().id();
        return new Answer(id, List.of(head), Optional.empty());
    }

    private SignedHits hits(int sharer, QuestionId question, int count) {
        TestShares its = new TestShares();
        for (int i = 0; i < count; i++) {
            its.add("heron");
        }
        return me.proofs.sign(
                question,
                me.card(sharer, "heron").head(),
                its.matching(TestShares.query("heron"), OwnShares.Asker.MEMBER));
    }

    private static Question question(long number, int reach) {
        return new Question(new QuestionId(number, 1), reach, 8, TestShares.query("heron"));
    }

    private static long id(int number) {
        return Recorder.member(number).id();
    }

    private final class Listening implements Search.Listener {
        @Override
        public void found(SignedHits hits) {
            found.add(hits);
        }

        @Override
        public void over() {
            over = true;
        }
    }
}
