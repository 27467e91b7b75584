package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.overlay.core.MemoryOverlay.Member;
import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardsAsked;
import dunlin.protocol.overlay.OverlayMessage.CardsGiven;
import dunlin.protocol.overlay.OverlayMessage.ForwardJoin;
import dunlin.protocol.overlay.OverlayMessage.Neighbour;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;
import dunlin.protocol.overlay.QuestionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What strangers may try with one member, or with a whole network. */
@Tag("attack")
class OverlayAttackTest {
    private final Recorder me = new Recorder(false);
    private final Random random = new Random(1);

    @Test
    void aQuestionThatWantsTheWholeWorldCostsNoMoreThanOthersDoButForTwo() {
        me.neighbours(1, 8);
        me.sent.clear();
        for (int i = 0; i < 20; i++) {
            me.hear(1, question(i, 65_535));
        }
        long huge = me.sent(2, Question.class).stream().filter(it -> it.reach() > 4 * 64).count();
        assertThat(huge).isEqualTo(2);
    }

    @Test
    void aFloodOfAnythingIsHeardOnlyInPartAndTold() {
        me.neighbours(1, 8);
        me.sent.clear();
        for (int i = 0; i < 10_000; i++) {
            me.hear(1, new ForwardJoin(hearsay(i), 6));
            me.hear(1, new CardsAsked(0, 64));
        }
        assertThat(me.drops()).contains(Drop.MESSAGES_TOO_OFTEN);
        assertThat(me.linksWith(ForwardJoin.class)).hasSizeLessThan(600);
        assertThat(me.linksWith(CardsGiven.class)).hasSize(20);
        assertThat(me.node.neighbours().getFirst().dropped()).isGreaterThan(19_000);
    }

    @Test
    void whoeverNamesVictimsHasUsKnockAtFewDoors() {
        me.neighbours(1, 3);
        me.dialled.clear();
        for (int i = 0; i < 500; i++) {
            me.hear(1, new ForwardJoin(hearsay(i), 0));
            me.hear(1, new Refer(List.of(hearsay(1_000 + i))));
        }
        assertThat(me.dialled).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void nobodyFarAwayMakesUsKnockInOurOwnNetwork() {
        me.neighbours(1, 3);
        me.dialled.clear();
        PeerAddress router = PeerAddress.ipv4(0xc0a80001, 80);
        Contact local = new Contact(7, router);
        me.hear(1, new ForwardJoin(local, 0));
        me.hear(1, new Refer(List.of(local)));
        me.hear(1, new Shuffle(0, local, List.of(local)));
        me.pass(60_000);
        assertThat(me.dialled).doesNotContain(router);
        assertThat(me.drops()).contains(Drop.FOREIGN_ADDRESS);
    }

    @Test
    void shufflesDoNotSurroundAMember() {
        List<PeerAddress> honest = new ArrayList<>();
        me.neighbours(1, 8);
        for (int i = 50; i < 90; i++) {
            me.hear(2, new CardPush(me.card(i, "w" + i), 0));
            honest.add(Recorder.address(i));
        }
        for (int i = 0; i < 300; i++) {
            List<Contact> made = new ArrayList<>();
            for (int j = 0; j < 16; j++) {
                made.add(hearsay(100 * i + j));
            }
            me.hear(1, new Shuffle(0, hearsay(i), made));
        }
        for (int i = 2; i <= 8; i++) {
            me.node.lost(i, me.now);
        }
        failDials(40);
        assertThat(me.dialled).filteredOn(honest::contains).hasSizeGreaterThan(10);
    }

    @Test
    void howeverManyHurryThoseWhomWeDialledKeepTheirPlaces() {
        List<PeerAddress> found = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            found.add(Recorder.address(i));
        }
        me.node.found(found, me.now);
        me.pass(20_000);
        for (int i = 1; i <= 5; i++) {
            if (me.dialled.contains(Recorder.address(i))) {
                me.outgoing(i);
                me.hear(i, new NeighbourAnswer(true, List.of()));
            }
        }
        Set<Long> own = new HashSet<>();
        me.node.neighbours().forEach(it -> own.add(it.link().id()));
        assertThat(own).hasSizeGreaterThanOrEqualTo(4);
        for (int i = 100; i < 400; i++) {
            me.incoming(i);
            me.hear(i, new Neighbour(true));
            me.pass(1_000);
        }
        assertThat(me.node.neighbours()).extracting(it -> it.link().id()).containsAll(own);
    }

    @Test
    void answersThatNobodyAskedForGoNowhere() {
        me.neighbours(1, 8);
        me.sent.clear();
        for (int i = 0; i < 100; i++) {
            me.hear(
                    1,
                    new Answer(
                            new QuestionId(i, i),
                            List.of(me.card(50, "heron").head()),
                            Optional.empty()));
            me.hear(1, new ShuffleReply(List.of(hearsay(i))));
        }
        assertThat(me.sent).isEmpty();
        assertThat(me.drops()).contains(Drop.OUT_OF_PLACE);
        assertThat(me.dialled).isEmpty();
    }

    @Test
    void whileOneMemberFloodsOthersFindWhatTheyLookFor() {
        MemoryOverlay network = new MemoryOverlay(21);
        List<Member> members = network.join(60, 100);
        members.get(9).share("heron");
        network.run(70_000);
        Member flooder = members.get(30);
        network.questions = 0;
        for (int i = 0; i < 5_000; i++) {
            flooder.floods(question(i, 65_535));
        }
        assertThat(members.get(50).search("heron", false)).isNotNegative();
        long sent = network.questions - 5_000L * flooder.neighbourIds().size();
        assertThat(sent).isLessThan(40_000);
    }

    @Test
    void aCopyIsFoundThoughOneOfTenSwallowsWhatItHears() {
        MemoryOverlay network = new MemoryOverlay(22);
        List<Member> members = network.join(150, 100);
        for (int i = 0; i < 15; i++) {
            members.get(10 * i).swallows = true;
        }
        members.get(9).share("heron");
        network.run(70_000);
        for (int i = 1; i < 100; i += 20) {
            assertThat(members.get(i).search("heron", false)).isNotNegative();
        }
    }

    private void failDials(int most) {
        for (int i = 0; i < most && i < me.dialled.size(); i++) {
            me.node.dialFailed(me.dialled.get(i), me.now);
            me.pass(1_000);
        }
    }

    private Contact hearsay(int number) {
        return new Contact(
                random.nextLong(), PeerAddress.ipv4((130 << 24) + (number << 14) + 1, 6881));
    }

    private static Question question(long number, int reach) {
        return new Question(new QuestionId(number, 7), reach, 8, TestShares.query("dodo"));
    }
}
