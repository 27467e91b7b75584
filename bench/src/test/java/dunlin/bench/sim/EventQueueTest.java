package dunlin.bench.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final EventQueue events = new EventQueue();

    @Test
    void eventsRunInTheOrderOfTheirTimesAndThenOfTheirMaking() {
        record Made(long time, int number) {}
        List<Made> made = new ArrayList<>();
        List<Made> ran = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            Made event = new Made(random.nextInt(300), i);
            made.add(event);
            events.at(event.time(), () -> ran.add(event));
        }
        events.runUntil(1_000);
        made.sort(Comparator.comparingLong(Made::time).thenComparingInt(Made::number));
        assertThat(ran).isEqualTo(made);
        assertThat(events.now()).isEqualTo(1_000);
    }

    @Test
    void anEventMayMakeOthersAndTimeStopsAtTheLimit() {
        List<Long> times = new ArrayList<>();
        class Again {
            void run() {
                times.add(events.now());
                events.after(10, this::run);
            }
        }
        events.after(-5, new Again()::run);
        events.runUntil(25);
        assertThat(times).containsExactly(0L, 10L, 20L);
        assertThat(events.waiting()).isEqualTo(1);
    }
}
