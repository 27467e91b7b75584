package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.overlay.core.Out.Closing;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.OverlayMessage.Bye;
import dunlin.protocol.overlay.OverlayMessage.ForwardJoin;
import dunlin.protocol.overlay.OverlayMessage.Join;
import dunlin.protocol.overlay.OverlayMessage.Neighbour;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Ping;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;
import java.util.List;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private final Recorder me = new Recorder(false);

    @Test
    void whoeverFindsAMemberJoinsByIt() {
        me.node.found(List.of(Recorder.address(1)), me.now);
        assertThat(me.dialled).containsExactly(Recorder.address(1));
        me.outgoing(1);
        assertThat(me.sent(1, Join.class)).hasSize(1);
        me.hear(1, new NeighbourAnswer(true, List.of(Recorder.contact(2))));
        assertThat(me.node.neighbours()).hasSize(1);
        assertThat(me.dialled).contains(Recorder.address(2));
    }

    @Test
    void aNewcomerGetsAPlaceAndIsMadeKnownToAllNeighbours() {
        me.neighbours(1, 4);
        me.incoming(5);
        me.hear(5, new Join(Recorder.contact(5)));
        assertThat(me.sent(5, NeighbourAnswer.class))
                .extracting(NeighbourAnswer::accepted)
                .containsExactly(true);
        assertThat(me.linksWith(ForwardJoin.class)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    @Test
    void whoIsFullRefersANewcomerAndPassesItsJoinOn() {
        me.neighbours(1, 10);
        me.incoming(11);
        me.hear(11, new Join(Recorder.contact(11)));
        assertThat(me.sent(11, Refer.class).getFirst().contacts()).hasSizeBetween(3, 6);
        assertThat(me.linksWith(ForwardJoin.class)).hasSize(8).doesNotContain(11L);
        assertThat(me.node.neighbours()).hasSize(10);
    }

    @Test
    void theTwoLastPlacesAreForThoseWhoHaveFew() {
        me.neighbours(1, 9);
        me.incoming(10);
        me.hear(10, new Neighbour(false));
        assertThat(me.sent(10, NeighbourAnswer.class).getFirst().accepted()).isFalse();
        me.incoming(11);
        me.hear(11, new Neighbour(true));
        assertThat(me.sent(11, NeighbourAnswer.class).getFirst().accepted()).isTrue();
    }

    @Test
    void aNeighbourGivesItsPlaceToANewcomerAndTheTwoAreSentToEachOther() {
        me.neighbours(1, 10);
        me.pass(29_000);
        me.sent.clear();
        me.neighbour(11);
        assertThat(me.sent(11, NeighbourAnswer.class).getFirst().accepted()).isFalse();
        me.pass(10_000);
        me.neighbour(12);
        long gave = me.linksWith(Bye.class).getFirst();
        assertThat(me.sent((int) gave, Refer.class).getFirst().contacts())
                .containsExactly(Recorder.contact(12));
        assertThat(me.node.neighbours()).hasSize(10);
    }

    @Test
    void notMoreThanTwoNeighboursComeFromOneRangeOfAddresses() {
        for (int i = 1; i <= 5; i++) {
            PeerAddress near = PeerAddress.ipv4(0x63_00_00_00 + i, 6881);
            me.node.linked(new Link(i, Recorder.member(i), "M", near, near, true, false), me.now);
            me.hear(i, new Neighbour(true));
        }
        assertThat(me.node.neighbours()).hasSize(2);
    }

    @Test
    void aLostNeighbourIsReplacedAtOnceByOneThatIsKnown() {
        me.neighbours(1, 8);
        me.hear(1, new Shuffle(0, Recorder.contact(20), List.of(Recorder.contact(21))));
        me.node.lost(3, me.now);
        assertThat(me.dialled).hasSize(1).isSubsetOf(Recorder.address(20), Recorder.address(21));
    }

    @Test
    void whoeverSaysGoodbyeIsDialledNoMore() {
        me.neighbours(1, 8);
        me.hear(3, new Bye(Bye.Reason.LEAVING));
        assertThat(me.closed).containsEntry(3L, Closing.DONE);
        assertThat(me.dialled).doesNotContain(Recorder.address(3));
        assertThat(me.node.neighbours()).hasSize(7);
    }

    @Test
    void aNeighbourThatIsSilentIsLost() {
        me.deaf = true;
        me.neighbours(1, 8);
        me.pass(15_000);
        assertThat(me.sent(1, Ping.class)).isNotEmpty();
        me.pass(120_000);
        assertThat(me.closed.values()).contains(Closing.SILENT);
        assertThat(me.node.neighbours()).isEmpty();
    }

    @Test
    void aVisitorIsSentOnAndIsInNobodysView() {
        me.neighbours(1, 8);
        me.incoming(20, true);
        me.hear(20, new Join(Recorder.contact(20)));
        me.hear(20, new Neighbour(true));
        assertThat(me.sent(20, Refer.class)).hasSize(1);
        assertThat(me.linksWith(ForwardJoin.class)).isEmpty();
        assertThat(me.node.neighbours()).hasSize(8);
    }

    @Test
    void aVisitorHoldsAFewLinksAndTellsNobodyOfItself() {
        Recorder visitor = new Recorder(true);
        visitor.node.found(List.of(Recorder.address(1)), visitor.now);
        visitor.outgoing(1);
        visitor.hear(
                1,
                new Refer(
                        List.of(
                                Recorder.contact(2),
                                Recorder.contact(3),
                                Recorder.contact(4),
                                Recorder.contact(5))));
        for (int i = 2; i <= 4; i++) {
            visitor.outgoing(i);
        }
        visitor.pass(3_600_000 / 20);
        assertThat(visitor.dialled).doesNotContain(Recorder.address(5)).hasSize(4);
        assertThat(visitor.linksWith(Shuffle.class)).isEmpty();
    }

    @Test
    void aLinkToOneselfIsClosedAndItsAddressForgotten() {
        me.node.found(List.of(Recorder.address(7)), me.now);
        me.node.linked(
                new Link(
                        7,
                        Recorder.member(0),
                        "Self",
                        Recorder.address(7),
                        Recorder.address(7),
                        false,
                        false),
                me.now);
        assertThat(me.closed).containsEntry(7L, Closing.SELF);
        me.pass(600_000);
        assertThat(me.dialled).hasSize(1);
    }

    @Test
    void ofTwoLinksThatCrossedBothKeepTheOneOfTheSmallerId() {
        me.node.found(List.of(Recorder.address(1)), me.now);
        me.node.linked(
                new Link(
                        100,
                        Recorder.member(1),
                        "M",
                        Recorder.address(1),
                        Recorder.address(1).withPort(9),
                        true,
                        false),
                me.now);
        me.outgoing(1);
        boolean mine = Long.compareUnsigned(me.node.self().id(), Recorder.member(1).id()) < 0;
        assertThat(me.closed).containsOnlyKeys(mine ? 100L : 1L);
    }

    @Test
    void aShuffleGoesOnAndItsAnswerGoesBack() {
        me.neighbours(1, 2);
        me.hear(1, new Shuffle(3, Recorder.contact(30), List.of(Recorder.contact(31))));
        assertThat(me.sent(2, Shuffle.class).getFirst().ttl()).isEqualTo(2);
        me.hear(2, new ShuffleReply(List.of(Recorder.contact(40))));
        assertThat(me.sent(1, ShuffleReply.class).getFirst().contacts())
                .containsExactly(Recorder.contact(40));
    }

    @Test
    void whoLeavesSaysSoToAllNeighbours() {
        me.neighbours(1, 8);
        me.node.leave(me.now);
        assertThat(me.linksWith(Bye.class)).hasSize(8);
        assertThat(me.closed).hasSize(8);
        me.node.found(List.of(Recorder.address(50)), me.now);
        assertThat(me.dialled).isEmpty();
        assertThat(me.node.tick(me.now)).isEqualTo(Long.MAX_VALUE);
    }
}
