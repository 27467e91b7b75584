package dunlin.bench.swarms;

import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.TrackerRejection;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Lets one peer in ten fall silent, and removes them all while another thread announces without a
 * pause: how long that takes, and how long it holds up the others at most.
 */
final class ExpiryRun {
    /** The silent ones are those whose number divides by this. */
    static final int ONE_SILENT_IN = 10;

    private static final long SILENCE =
            75 * 60; // as an index does that lets announce each half hour
    private static final long QUIET = TimeUnit.SECONDS.toMillis(2);
    private static final int MOST_CALLS = 1_000;
    private static final int DIGITS = 3;

    private final SwarmStore store;
    private final Population population;
    private final long later;
    private final Recorder latencies = new Recorder(DIGITS);
    private final LongAdder expired = new LongAdder();
    private volatile boolean done;

    /**
     * @param start when all announced last, in seconds
     */
    ExpiryRun(SwarmStore store, Population population, long start) {
        this.store = store;
        this.population = population;
        this.later = start + SILENCE + 60;
    }

    /** Tells the time that it is then, in seconds. */
    long run(BiConsumer<String, String> print) throws TrackerRejection, InterruptedException {
        Chosen chosen = new Chosen();
        for (int peer = 0; peer < population.size(); peer++) {
            if (peer % ONE_SILENT_IN != 0) {
                store.announce(population.announce(peer, Event.NONE, later), chosen);
            }
        }
        Thread announcing = Thread.ofPlatform().start(this::announce);
        Thread.sleep(QUIET);
        latencies.getIntervalHistogram();
        Thread.sleep(QUIET);
        Histogram before = latencies.getIntervalHistogram();
        long start = System.nanoTime();
        long startCpu = CpuTime.nanos();
        Histogram calls = expire();
        double cpu = (CpuTime.nanos() - startCpu) / 1e9;
        double seconds = (System.nanoTime() - start) / 1e9;
        Histogram during = latencies.getIntervalHistogram();
        done = true;
        announcing.join();

        print.accept(
                "expiry of one in ten",
                "%,d peers in %.2f CPU s (%.2f s), %,d calls, longest %,d CPU ms"
                        .formatted(
                                expired.sum(),
                                cpu,
                                seconds,
                                calls.getTotalCount(),
                                calls.getMaxValue() / 1_000_000));
        print.accept("announces before, one by one", SwarmsRun.percentiles(before));
        print.accept("announces during expiry", SwarmsRun.percentiles(during));
        return later;
    }

    /** What each call took of the CPU until all the silent were removed. */
    private Histogram expire() throws TrackerRejection {
        Histogram nanos = new Histogram(DIGITS);
        long silent = (population.size() + ONE_SILENT_IN - 1) / ONE_SILENT_IN;
        while (expired.sum() < silent) {
            long before = CpuTime.nanos();
            store.expire(Instant.ofEpochSecond(later - SILENCE), gone -> expired.increment());
            nanos.recordValue(CpuTime.nanos() - before);
            if (nanos.getTotalCount() == MOST_CALLS) {
                throw new IllegalStateException(expired + " of " + silent + " expired");
            }
        }
        return nanos;
    }

    private void announce() {
        Chosen chosen = new Chosen();
        SplittableRandom random = new SplittableRandom(3);
        try {
            while (!done) {
                int peer = random.nextInt(population.size());
                if (peer % ONE_SILENT_IN == 0) {
                    continue;
                }
                Announce announce = population.announce(peer, Event.NONE, later);
                long before = System.nanoTime();
                store.announce(announce, chosen);
                latencies.recordValue(System.nanoTime() - before);
            }
        } catch (TrackerRejection e) {
            throw new IllegalStateException(e);
        }
    }
}
