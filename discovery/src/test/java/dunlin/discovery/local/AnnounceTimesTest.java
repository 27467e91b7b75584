package dunlin.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.local.LocalAnnounce;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnnounceTimesTest {
    private static final long SECOND = 1_000_000_000;

    private final AnnounceTimes times = new AnnounceTimes(new Random(1), 0);

    private static InfoHash id(int number) {
        return InfoHash.of(0, 0, number);
    }

    @Test
    void sharesThatAreNewTogetherAreToldOfInOnePacketAtOnce() {
        times.add(id(1), 0);
        times.add(id(2), SECOND / 10);
        assertThat(times.due(SECOND / 10)).isEmpty();
        assertThat(times.quiet(SECOND / 10)).isEqualTo(SECOND / 10);
        assertThat(times.due(SECOND / 2)).containsExactly(id(1), id(2));
        assertThat(times.due(SECOND / 2)).isEmpty();
    }

    @Test
    void noShareIsToldOfTwiceAMinuteWhoeverAsksOrHurriesOrComesBack() {
        times.add(id(1), 0);
        times.due(SECOND);
        times.asked(id(1), 2 * SECOND);
        times.hurry(id(1), 2 * SECOND);
        times.remove(id(1));
        times.add(id(1), 3 * SECOND);
        assertThat(times.due(60 * SECOND)).isEmpty();
        assertThat(times.due(62 * SECOND)).containsExactly(id(1));
        assertThat(times.due(350 * SECOND)).isEmpty();
        assertThat(times.due(400 * SECOND)).containsExactly(id(1));
    }

    @Test
    void whoAsksHearsAnAnswerWithinASecondIfTheLastWasLongAgo() {
        times.add(id(1), 0);
        times.due(SECOND);
        times.asked(id(1), 100 * SECOND);
        assertThat(times.quiet(100 * SECOND)).isLessThanOrEqualTo(SECOND);
        assertThat(times.due(101 * SECOND)).containsExactly(id(1));
    }

    @Test
    void ofThousandsEachHasItsTurnAtAPacketASecond() {
        for (int i = 0; i < 5_000; i++) {
            times.add(id(i), 0);
        }
        Map<InfoHash, Integer> told = new HashMap<>();
        int packets = 0;
        for (long now = SECOND; now <= 600 * SECOND; now += SECOND / 4) {
            List<InfoHash> due = times.due(now);
            assertThat(due.size()).isLessThanOrEqualTo(LocalAnnounce.MOST_SENT);
            packets += due.isEmpty() ? 0 : 1;
            due.forEach(id -> told.merge(id, 1, Integer::sum));
        }
        assertThat(packets).isLessThanOrEqualTo(600 + AnnounceTimes.BURST);
        assertThat(told).hasSize(5_000);
        assertThat(told.values()).allMatch(count -> count >= 2);
    }
}
