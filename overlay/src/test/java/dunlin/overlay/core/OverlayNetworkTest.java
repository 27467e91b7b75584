package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.overlay.core.MemoryOverlay.Member;
import dunlin.protocol.overlay.CardHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whole networks in virtual time. */
class OverlayNetworkTest {
    @Test
    void whoeverJoinsByAnyMemberIsPartOfOneNetworkAndHasItsNeighbours() {
        MemoryOverlay network = new MemoryOverlay(1);
        List<Member> members = network.join(120, 300);
        network.run(60_000);
        assertThat(network.parts()).isEqualTo(1);
        assertThat(members).allSatisfy(it -> assertThat(it.neighbourIds()).hasSizeBetween(7, 10));
    }

    @Test
    void allWhoStartAtOnceByOneMemberAreOneNetwork() {
        MemoryOverlay network = new MemoryOverlay(2);
        Member first = network.member(false);
        for (int i = 0; i < 60; i++) {
            network.member(false).found(first);
        }
        network.run(30_000);
        assertThat(network.parts()).isEqualTo(1);
        assertThat(first.neighbourIds()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void aNeighbourhoodIsMutual() {
        MemoryOverlay network = new MemoryOverlay(3);
        network.join(80, 200);
        network.run(60_000);
        Map<Long, Set<Long>> neighbours = new HashMap<>();
        network.members.values().forEach(it -> neighbours.put(it.id.id(), it.neighbourIds()));
        neighbours.forEach((member, its) ->
                assertThat(its)
                        .allSatisfy(other ->
                                assertThat(neighbours.getOrDefault(other, Set.of()))
                                        .contains(member)));
    }

    @Test
    void halfOfAllKilledTheRestIsOneNetworkAgainWithinSeconds() {
        MemoryOverlay network = new MemoryOverlay(4);
        List<Member> members = network.join(200, 100);
        network.run(30_000);
        Collections.shuffle(members, network.random);
        members.subList(0, 100).forEach(Member::kill);
        network.run(10_000);
        assertThat(network.parts()).isEqualTo(1);
        assertThat(network.members.values())
                .allSatisfy(it -> assertThat(it.neighbourIds()).hasSizeGreaterThanOrEqualTo(5));
    }

    @Test
    void nineOfTenKilledTheRestIsOneNetworkAgainWithinAMinute() {
        MemoryOverlay network = new MemoryOverlay(5);
        List<Member> members = network.join(200, 100);
        network.run(30_000);
        Collections.shuffle(members, network.random);
        members.subList(0, 180).forEach(Member::kill);
        network.run(60_000);
        assertThat(network.parts()).isEqualTo(1);
    }

    @Test
    void aNetworkThatFellApartIsOneAgainSoonAfterAnyoneReachesAnyone() {
        MemoryOverlay network = new MemoryOverlay(6);
        List<Member> members = network.join(60, 200);
        network.run(30_000);
        Set<Member> west = new HashSet<>(members.subList(0, 30));
        network.cut((a, b) -> west.contains(a) == west.contains(b));
        network.run(4 * 60_000);
        assertThat(network.parts()).isEqualTo(2);
        network.reachable = (a, b) -> true;
        network.run(5 * 60_000);
        assertThat(network.parts()).isEqualTo(1);
        assertThat(members.getFirst().search(word(members.getLast()), false)).isNotNegative();
    }

    @Test
    void theOnlyCopyIsFoundFromEverywhere() {
        MemoryOverlay network = new MemoryOverlay(7);
        List<Member> members = network.join(150, 100);
        members.get(70).share("heron");
        network.run(90_000);
        for (int i = 5; i < 150; i += 10) {
            assertThat(members.get(i).search("heron", false)).isBetween(0L, 3_000L);
        }
    }

    @Test
    void aVisitorFindsWhatMembersShare() {
        MemoryOverlay network = new MemoryOverlay(8);
        List<Member> members = network.join(60, 100);
        members.get(7).share("heron");
        network.run(70_000);
        Member visitor = network.member(true);
        visitor.found(members.get(30));
        network.run(2_000);
        assertThat(visitor.search("heron", false)).isNotNegative();
        assertThat(members).noneMatch(it -> it.neighbourIds().contains(visitor.id.id()));
    }

    @Test
    void whatNobodyHasIsNotFoundAndTheSearchEnds() {
        MemoryOverlay network = new MemoryOverlay(9);
        List<Member> members = network.join(30, 100);
        network.run(10_000);
        assertThat(members.getFirst().search("dodo", false)).isEqualTo(-1);
    }

    @Test
    void aFloodFindsWhatIsAnywhere() {
        MemoryOverlay network = new MemoryOverlay(10);
        List<Member> members = network.join(150, 50);
        network.run(20_000);
        members.getLast().shares.add("dodo");
        assertThat(members.getFirst().search("dodo", true)).isNotNegative();
    }

    @Test
    void aSearchCostsNoMoreMessagesThanItsReach() {
        MemoryOverlay network = new MemoryOverlay(11);
        List<Member> members = network.join(150, 50);
        network.run(60_000);
        members.get(3).share("heron");
        network.run(10_000);
        network.questions = 0;
        members.get(100).search("heron", false);
        assertThat(network.questions).isLessThanOrEqualTo(64);
    }

    @Test
    void membersKnowAboutHowManyTheyAre() {
        MemoryOverlay network = new MemoryOverlay(12);
        List<Member> members = network.join(200, 50);
        network.run(3 * 60_000);
        assertThat(members.stream().mapToInt(it -> it.node.members()).average().orElseThrow())
                .isBetween(130.0, 270.0);
    }

    @Test
    void theMapShowsEverybodyAndWhoIsGoneNoMore() {
        MemoryOverlay network = new MemoryOverlay(13);
        List<Member> members = network.join(12, 500);
        network.run(30_000);
        assertThat(map(network, members.getFirst())).hasSize(11);
        members.subList(3, 6).forEach(Member::kill);
        network.run(10_000);
        assertThat(map(network, members.getFirst())).hasSize(8);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(run(14)).isEqualTo(run(14)).isNotEqualTo(run(15));
    }

    private static long run(long seed) {
        MemoryOverlay network = new MemoryOverlay(seed);
        network.join(40, 100);
        network.run(120_000);
        return network.messages;
    }

    private static String word(Member member) {
        member.share("only-there");
        return "only-there";
    }

    /** Those who answered that they are there. */
    private static List<CardHead> map(MemoryOverlay network, Member by) {
        Map<Long, CardHead> there = new HashMap<>();
        List<Boolean> over = new ArrayList<>();
        by.node.gather(
                100,
                new Gathering() {
                    @Override
                    public void member(CardHead head, boolean itself) {
                        if (itself) {
                            there.put(head.id(), head);
                        }
                    }

                    @Override
                    public void over(boolean all) {
                        over.add(all);
                    }
                },
                network.now);
        network.wake(by);
        network.run(20_000);
        assertThat(over).containsExactly(true);
        return List.copyOf(there.values());
    }
}
