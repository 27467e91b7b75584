package dunlin.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalScheduleTest {
    private static final long SECOND = 1_000_000_000;
    private static final InfoHash SHARE = share(1);

    private final LocalSchedule schedule = new LocalSchedule(new Random(1), 0);
    private final Map<InfoHash, List<Long>> called = new HashMap<>();
    private int packets;
    private long now;

    private static InfoHash share(int number) {
        return InfoHash.parse("%040x".formatted(number)).orElseThrow();
    }

    /** Lets so many seconds pass, as the runtime would. */
    private void pass(long seconds) {
        long end = now + seconds * SECOND;
        while (now < end) {
            List<InfoHash> taken = schedule.take(now);
            packets += taken.isEmpty() ? 0 : 1;
            taken.forEach(it -> called.computeIfAbsent(it, _ -> new ArrayList<>()).add(now));
            now = Math.min(end, now + schedule.idle(now));
        }
    }

    private int times(InfoHash share) {
        return called.getOrDefault(share, List.of()).size();
    }

    @Test
    void aNewShareIsCalledOutAtOnceAndThenEveryFiveMinutes() {
        schedule.add(SHARE, 0);
        pass(1);
        assertThat(times(SHARE)).isEqualTo(1);
        pass(3_600);
        assertThat(times(SHARE)).isBetween(11, 13);
    }

    @Test
    void noShareIsCalledOutTwiceInAMinuteHoweverOftenItIsWanted() {
        schedule.add(SHARE, 0);
        for (int i = 0; i < 600; i++) {
            pass(1);
            schedule.hurry(SHARE, now);
        }
        List<Long> times = called.getOrDefault(SHARE, List.of());
        assertThat(times).hasSizeBetween(9, 11);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(60 * SECOND);
        }
    }

    @Test
    void fewSharesHaveAPacketEachAndManyShareSome() {
        for (int i = 0; i < 3; i++) {
            schedule.add(share(i), 0);
        }
        pass(5);
        assertThat(packets).isEqualTo(3);

        for (int i = 100; i < 330; i++) {
            schedule.add(share(i), now);
        }
        pass(5);
        assertThat(packets).isBetween(13, 20);
        assertThat(called).hasSize(233);
    }

    @Test
    void thousandsTakeTurnsAndNeverMoreThanFivePacketsASecond() {
        Set<InfoHash> all = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(share(i));
        }
        all.forEach(it -> schedule.add(it, 0));
        pass(300);
        assertThat(packets).isLessThanOrEqualTo(300 * 5 + 1);
        assertThat(called.keySet()).isEqualTo(all);
    }

    @Test
    void whatMayNotBeNamedYetIsTriedAgainSoonAndWhatIsGoneIsNot() {
        schedule.add(SHARE, 0);
        pass(1);
        schedule.notCalled(SHARE, now);
        pass(2);
        assertThat(times(SHARE)).isEqualTo(2);
        schedule.remove(SHARE);
        schedule.hurry(SHARE, now);
        pass(1_000);
        assertThat(times(SHARE)).isEqualTo(2);
    }
}
