package dunlin.discovery.dht.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.SecureId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static final long MILLI = 1_000_000;
    private static final Settings SETTINGS = Settings.of(Family.IPV4);

    private final Random random = new Random(1);
    private final NodeId own = NodeId.random(random);
    private final RoutingTable table = new RoutingTable(own, SETTINGS);

    private NodeInfo any() {
        PeerAddress address = PeerAddress.ipv4(0x10000000 + random.nextInt(0x50000000), 6881);
        return new NodeInfo(SecureId.of(address, random), address);
    }

    /** A node of the slot in which all of the addresses of these tests fall. */
    private NodeInfo far(int address) {
        NodeId id = own.randomSharing(0, random);
        for (int bit = 1; bit < 5; bit++) {
            id = id.with(bit, true);
        }
        return new NodeInfo(id, PeerAddress.ipv4(address, 6881));
    }

    private static PeerAddress local(int number) {
        return PeerAddress.ipv4(0x7f000001, number);
    }

    private List<NodeInfo> nodes() {
        List<NodeInfo> nodes = new ArrayList<>();
        table.forEach(it -> nodes.add(it.node()));
        return nodes;
    }

    @Test
    void namesTheClosestWhateverTheTarget() {
        for (int i = 0; i < 5_000; i++) {
            NodeInfo node = any();
            table.answered(
                    i % 2 == 0
                            ? node
                            : new NodeInfo(
                                    own.randomSharing(random.nextInt(24), random), node.address()),
                    MILLI,
                    0);
        }
        assertThat(table.size()).isEqualTo(nodes().size()).isBetween(250, 500);
        for (int i = 0; i < 300; i++) {
            NodeId target =
                    i == 0
                            ? own
                            : i % 2 == 0 ? NodeId.random(random) : own.randomSharing(i / 4, random);
            int most = 1 + random.nextInt(40);
            List<NodeInfo> expected = nodes();
            expected.sort((one, two) -> target.compareDistance(one.id(), two.id()));
            assertThat(table.closest(target, most))
                    .extracting(Contact::node)
                    .isEqualTo(expected.subList(0, most));
        }
    }

    @Test
    void isWideNearTheRoot() {
        for (int i = 0; i < 20_000; i++) {
            table.answered(any(), MILLI, 0);
        }
        int[] perDepth = new int[160];
        nodes().forEach(it -> perDepth[own.sharedBits(it.id())]++);
        assertThat(perDepth[0]).isBetween(120, 128);
        assertThat(perDepth[1]).isBetween(60, 64);
        assertThat(perDepth[2]).isBetween(28, 32);
        assertThat(perDepth[3]).isBetween(14, 16);
        assertThat(perDepth[5]).isEqualTo(8);
    }

    @Test
    void whoWasOnlyNamedIsOnProbationUntilItAnswers() {
        NodeInfo node = any();
        table.mayBe(node, 0);
        assertThat(table.closest(node.id(), 8)).isEmpty();
        assertThat(table.probation()).isEqualTo(1);
        assertThat(table.nextOnProbation()).contains(node);
        table.answered(node, MILLI, 0);
        assertThat(table.closest(node.id(), 8)).extracting(Contact::node).containsExactly(node);
        assertThat(table.probation()).isZero();
    }

    @Test
    void aFullSlotKeepsWhoIsThereAndAnswers() {
        List<NodeInfo> first = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            first.add(new NodeInfo(far(0).id(), local(i + 1)));
            table.answered(first.getLast(), 100 * MILLI, i);
        }
        NodeInfo late = new NodeInfo(far(0).id(), local(100));
        table.answered(late, 90 * MILLI, 10);
        assertThat(nodes()).containsExactlyElementsOf(first);
        table.failed(first.get(2));
        table.answered(late, 90 * MILLI, 20);
        assertThat(nodes()).contains(late).doesNotContain(first.get(2)).hasSize(8);
        assertThat(table.size()).isEqualTo(8);
    }

    @Test
    void howeverQuickNewcomersAreTheOlderHalfKeepsItsPlaces() {
        List<NodeInfo> first = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            first.add(new NodeInfo(far(0).id(), local(i + 1)));
            table.answered(first.getLast(), 100 * MILLI, i);
        }
        for (int i = 0; i < 200; i++) {
            long roundTrip = (long) (40 * MILLI * Math.pow(0.9, i)) + 1;
            table.answered(new NodeInfo(far(0).id(), local(100 + i)), roundTrip, 10 + i);
        }
        assertThat(nodes()).containsAll(first.subList(0, 4)).hasSize(8);
        assertThat(nodes()).doesNotContainAnyElementsOf(first.subList(4, 8));
    }

    @Test
    void oneThatFailsTwiceLosesItsPlaceAndAtOnceIfAnotherWaits() {
        NodeInfo node = new NodeInfo(far(0).id(), local(1));
        table.answered(node, MILLI, 0);
        table.failed(node);
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.closest(node.id(), 8)).as("not named to others meanwhile").isEmpty();
        table.failed(node);
        assertThat(table.size()).isZero();
        table.answered(node, MILLI, 0);
        table.mayBe(new NodeInfo(far(0).id(), local(2)), 0);
        table.failed(node);
        assertThat(table.size()).isZero();
    }

    @Test
    void whoIsSilentForAQuarterOfAnHourIsAskedTheLongestFirst() {
        NodeInfo old = any();
        NodeInfo young = any();
        table.answered(young, MILLI, Duration.ofMinutes(5).toNanos());
        table.answered(old, MILLI, 0);
        assertThat(table.stalest(Duration.ofMinutes(14).toNanos())).isEmpty();
        assertThat(table.stalest(Duration.ofMinutes(21).toNanos()).map(Contact::node))
                .contains(old);
        table.asked(old, Duration.ofMinutes(21).toNanos());
        assertThat(table.stalest(Duration.ofMinutes(21).toNanos()).map(Contact::node))
                .contains(young);
    }

    @Test
    void looksForNodesWhereItHasFew() {
        for (int i = 0; i < 40; i++) {
            table.answered(any(), MILLI, 0);
        }
        long now = Duration.ofMinutes(16).toNanos();
        int targets = 0;
        while (targets < 200) {
            Optional<NodeId> target = table.nextToRefresh(now, random);
            if (target.isEmpty()) {
                break;
            }
            targets++;
        }
        assertThat(targets).isBetween(16, 60);
    }

    @Test
    void guessesHowManyNodesThereAre() {
        for (int i = 0; i < 50_000; i++) {
            table.answered(any(), MILLI, 0);
        }
        assertThat(table.estimate()).isBetween(20_000L, 125_000L);
    }

    @Test
    void oneHostOnceAndOfAGroupTwoInASlot() {
        for (int i = 0; i < 256; i++) {
            table.answered(far(0x0b0b0b00 | i), MILLI, 0);
        }
        assertThat(table.size()).isEqualTo(2);
        for (int i = 0; i < 2_000; i++) {
            NodeInfo node = any();
            PeerAddress near = PeerAddress.ipv4(0x0b0b0b00 | (i & 255), 1 + i);
            table.answered(new NodeInfo(node.id(), near), MILLI, 0);
        }
        assertThat(table.size()).isEqualTo(RoutingTable.MOST_OF_A_GROUP);
        NodeInfo sameHost = new NodeInfo(any().id(), nodes().getFirst().address().withPort(99));
        table.answered(sameHost, MILLI, 0);
        assertThat(nodes()).doesNotContain(sameHost);
    }

    @Test
    void anAddressHasOneIdAndThatIsTheLastItAnsweredUnder() {
        NodeInfo node = any();
        table.answered(node, MILLI, 0);
        NodeInfo again = new NodeInfo(any().id(), node.address());
        table.answered(again, MILLI, 1);
        assertThat(nodes()).containsExactly(again);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void anIdThatIsTakenStaysWithWhoAnswersUnderIt() {
        NodeInfo node = any();
        table.answered(node, MILLI, 0);
        table.answered(new NodeInfo(node.id(), any().address()), MILLI, 1);
        assertThat(nodes()).containsExactly(node);
    }

    @Test
    void idsThatDoNotFitTheirAddressGiveWay() {
        for (int i = 0; i < 8; i++) {
            table.answered(far(0x0b000001 + i * 0x10000), MILLI, 0);
        }
        assertThat(nodes()).hasSize(8);
        NodeInfo fitting = new NodeInfo(far(0).id(), local(5)); // local ones may have any
        table.answered(fitting, 300 * MILLI, 1);
        assertThat(nodes()).contains(fitting).hasSize(8);
        RoutingTable strict =
                new RoutingTable(own, new Settings(Family.IPV4, false, 8, 4, 128, true));
        strict.answered(far(0x0b000001), MILLI, 0);
        assertThat(strict.size()).isZero();
    }
}
