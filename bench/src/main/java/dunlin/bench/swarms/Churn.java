package dunlin.bench.swarms;

import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/**
 * Replays as fast as it goes what peers do in hours: each announces every half hour; each time one
 * in ten has gone, half of those without a word, and another comes in its place. One swarm in
 * twenty ends meanwhile, and all its peers go on to a new one.
 */
final class Churn {
    private static final int INTERVAL = 1_800; // seconds
    private static final int SILENCE = INTERVAL * 5 / 2;
    private static final int BETWEEN_EXPIRIES = INTERVAL / 10; // as the index does
    private static final int BETWEEN_LINES = 300;
    private static final double LEAVE = 0.1 - 1.0 / 20; // beside those whose swarm ends
    private static final int DIGITS = 3;

    private final SwarmStore store;
    private final Population population;
    private final long start;
    private final SplittableRandom random = new SplittableRandom(4);
    private final Chosen chosen = new Chosen();
    private final LongAdder expired = new LongAdder();
    private long announces;
    private Histogram expiries = new Histogram(DIGITS);

    Churn(SwarmStore store, Population population, long start) {
        this.store = store;
        this.population = population;
        this.start = start;
    }

    void run(int minutes, ProcessMemory empty, Pauses pauses, BiConsumer<String, String> print)
            throws TrackerRejection {
        long lineBegan = CpuTime.nanos();
        for (int second = 1; second <= minutes * 60; second++) {
            announce(second);
            if (second % BETWEEN_EXPIRIES == 0) {
                long before = CpuTime.nanos();
                store.expire(
                        Instant.ofEpochSecond(start + second - SILENCE),
                        gone -> expired.increment());
                expiries.recordValue(CpuTime.nanos() - before);
            }
            if (second % BETWEEN_LINES == 0) {
                double nanos = (CpuTime.nanos() - lineBegan) / (double) announces;
                String paused = pauses.take();
                ProcessMemory memory = ProcessMemory.now().since(empty);
                SwarmStore.Totals totals = store.totals();
                print.accept(
                        "minute " + second / 60,
                        "%s; %,d swarms, %,d peers, %.1f bytes each; %,.0f CPU ns an announce; %,d expired, longest call %,d CPU ms; %s"
                                .formatted(
                                        memory,
                                        totals.swarms(),
                                        totals.peers(),
                                        (double) memory.heap() / totals.peers(),
                                        nanos,
                                        expired.sumThenReset(),
                                        expiries.getMaxValue() / 1_000_000,
                                        paused));
                announces = 0;
                expiries = new Histogram(DIGITS);
                lineBegan = CpuTime.nanos();
            }
        }
    }

    /** Those whose half hour is over. */
    private void announce(int second) throws TrackerRejection {
        long now = start + second;
        for (int peer = second % INTERVAL; peer < population.size(); peer += INTERVAL) {
            if (!population.ends(peer) && random.nextDouble() >= LEAVE) {
                announce(peer, Event.NONE, now);
                continue;
            }
            if (random.nextBoolean()) {
                announce(peer, Event.STOPPED, now);
            }
            population.replace(peer);
            announce(peer, Event.STARTED, now);
        }
    }

    private void announce(int peer, Event event, long now) throws TrackerRejection {
        store.announce(population.announce(peer, event, now), chosen);
        announces++;
    }
}
