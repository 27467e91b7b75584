package dunlin.peer.utp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MtuSearchTest {
    private static final long SECOND = 1_000_000_000;
    private static final int LOOPBACK = 65_487;

    private final MtuSearch search = new MtuSearch(LOOPBACK);
    private final List<Integer> tried = new ArrayList<>();
    private long now;

    @Test
    void beginsWithWhatEveryPathCarries() {
        assertThat(search.packetSize()).isEqualTo(1_232);
    }

    @Test
    void findsTheLongestOfALoopbackDeviceInFewSteps() {
        searchWhere(LOOPBACK);

        assertThat(tried).containsExactly(1_452, 1_472, 8_952, 8_972, LOOPBACK);
        assertThat(search.packetSize()).isEqualTo(LOOPBACK);
    }

    @Test
    void findsWhatPathsOfAllLengthsCarryUpToASixteenth() {
        for (int carried = 1_232; carried <= LOOPBACK; carried += 97) {
            MtuSearch each = new MtuSearch(LOOPBACK);
            run(each, carried, new ArrayList<>());
            assertThat(each.packetSize()).isBetween(carried - Math.max(32, carried / 16), carried);
        }
    }

    @Test
    void findsExactlyWhatEthernetCarries() {
        searchWhere(1_472);

        assertThat(search.packetSize()).isEqualTo(1_472);
        assertThat(tried).hasSizeLessThan(20);
    }

    @Test
    void oneProbeIsUnderWayAtATime() {
        assertThat(search.probe(now)).hasValue(1_452);
        assertThat(search.probe(now + SECOND)).isEmpty();
    }

    @Test
    void aProbeThatIsLostOnceIsTriedOnceMore() {
        search.probe(now);
        search.lost(now);
        assertThat(search.probe(now)).hasValue(1_452);
        search.arrived(now);

        assertThat(search.packetSize()).isEqualTo(1_452);
        assertThat(search.probe(now)).hasValue(1_472);
    }

    @Test
    void whatTheSystemRefusesIsNotTriedAgain() {
        arrives(1_452);
        arrives(1_472);
        search.refused(search.probe(now).orElseThrow(), now);

        int next = search.probe(now).orElseThrow();

        assertThat(next).isBetween(1_473, 8_951);
        assertThat(search.packetSize()).isEqualTo(1_472);
    }

    @Test
    void aUsualPacketThatTheSystemRefusesMeansAShorterWay() {
        arrives(1_452);
        arrives(1_472);
        search.refused(1_472, now);

        assertThat(search.packetSize()).isEqualTo(1_232);
        assertThat(search.probe(now)).hasValue(1_452);
    }

    @Test
    void evenTheShortestRefusedLeavesTheShortest() {
        search.refused(1_000, now);

        assertThat(search.packetSize()).isEqualTo(1_232);
        assertThat(search.probe(now)).isEmpty();
    }

    @Test
    void afterAStallItIsSafeAndSearchesAgainLater() {
        searchWhere(LOOPBACK);
        search.stalled(now);

        assertThat(search.packetSize()).isEqualTo(1_232);
        assertThat(search.probe(now + SECOND)).isEmpty();
        now += 60 * SECOND;
        searchWhere(1_472);
        assertThat(search.packetSize()).isEqualTo(1_472);
    }

    @Test
    void stallsThatRepeatMakeItMorePatient() {
        for (int i = 0; i < 10; i++) {
            search.stalled(now);
        }

        assertThat(search.probe(now + 599 * SECOND)).isEmpty();
        assertThat(search.probe(now + 600 * SECOND)).hasValue(1_452);
    }

    @Test
    void aPathThatCarriesMoreLaterIsFoundAfterMinutes() {
        searchWhere(1_472);
        int before = tried.size();
        now += 600 * SECOND;
        searchWhere(1_472);
        assertThat(tried.subList(before, tried.size())).containsExactly(8_952, 8_952);
        now += 600 * SECOND;
        searchWhere(8_972);

        assertThat(search.packetSize()).isEqualTo(8_972);
    }

    @Test
    void neverTriesMoreThanItMay() {
        MtuSearch few = new MtuSearch(5_000);
        run(few, LOOPBACK, tried);

        assertThat(few.packetSize()).isEqualTo(5_000);
        assertThat(new MtuSearch(500).packetSize()).isEqualTo(500);
        assertThat(new MtuSearch(500).probe(now)).isEmpty();
    }

    @Test
    void triesMoreOnceItMay() {
        MtuSearch stranger = new MtuSearch(1_472);
        run(stranger, LOOPBACK, tried);
        assertThat(stranger.packetSize()).isEqualTo(1_472);
        assertThat(stranger.probe(now)).isEmpty();
        stranger.mayReach(LOOPBACK);
        run(stranger, LOOPBACK, tried);

        assertThat(stranger.packetSize()).isEqualTo(LOOPBACK);
    }

    private void arrives(int length) {
        assertThat(search.probe(now)).hasValue(length);
        search.arrived(now);
    }

    private void searchWhere(int carried) {
        run(search, carried, tried);
    }

    private void run(MtuSearch search, int carried, List<Integer> tried) {
        for (var probe = search.probe(now); probe.isPresent(); probe = search.probe(now)) {
            tried.add(probe.getAsInt());
            assertThat(probe.getAsInt()).isGreaterThan(search.packetSize());
            if (probe.getAsInt() <= carried) {
                search.arrived(now);
            } else {
                search.lost(now);
            }
        }
    }
}
