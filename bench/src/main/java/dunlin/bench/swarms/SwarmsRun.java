package dunlin.bench.swarms;

import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.TrackerRejection;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills a store of swarms in this process, and prints what peers take in bytes and nanoseconds;
 * lets a tenth of them fall silent and expire while others announce; then replays hours of churn.
 *
 * <p>Averages are of the announcing thread's CPU time, without the collector's, which is told
 * apart. Latencies and the calls of expiry are of wall time, and so count what else the machine
 * does.
 */
@Command(name = "bench/run swarms", mixinStandardHelpOptions = true, sortOptions = false)
final class SwarmsRun implements Callable<Integer> {
    private static final long START = 1_800_000_000;
    private static final int SAMPLES = 5_000_000;
    private static final int DIGITS = 3;

    @Option(names = "--swarms", description = "Number of swarms (${DEFAULT-VALUE}).")
    private int swarms = 1_000_000;

    @Option(names = "--peers", description = "In each of them (${DEFAULT-VALUE}).")
    private int peersEach = 10;

    @Option(names = "--minutes", description = "Of churn to replay (${DEFAULT-VALUE}).")
    private int minutes = 150;

    private final Pauses pauses = Pauses.listen();
    private final Chosen chosen = new Chosen();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SwarmsRun()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Population population = new Population(swarms, peersEach);
        // Room for those who left without a word and have not expired yet.
        SwarmStore store = new MemorySwarmStore(swarms / 4 * 5, population.size() / 4 * 5);
        measure("making an announce, in all that follows", making(population));
        ProcessMemory empty = ProcessMemory.now(); // once the room for short-lived objects was used
        print("empty", empty.toString());

        fill(store, population);
        print("filled", store.totals().toString());
        SwarmStore.Totals totals = store.totals();
        ProcessMemory full = ProcessMemory.now().since(empty);
        print("memory of the store", full.toString());
        print("bytes a peer of the heap", "%.1f".formatted((double) full.heap() / totals.peers()));
        print("bytes a peer resident", "%.1f".formatted((double) full.resident() / totals.peers()));

        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2; i++) { // the first warms up
            measure(
                    "announce of a known peer, any of all",
                    timed(
                            SAMPLES,
                            n -> random.nextInt(population.size()),
                            store,
                            population,
                            Event.NONE,
                            START));
        }
        latencies(store, population);

        long later = new ExpiryRun(store, population, START).run(this::print);
        print("after expiry", ProcessMemory.now().since(empty).toString());
        measure(
                "announce of a new peer in a known swarm",
                timed(
                        population.size() / ExpiryRun.ONE_SILENT_IN,
                        n -> n * ExpiryRun.ONE_SILENT_IN,
                        store,
                        population,
                        Event.STARTED,
                        later));
        print("since the start", pauses.take());
        new Churn(store, population, later).run(minutes, empty, pauses, this::print);
        print("check", "%,d peers were chosen (%x)".formatted(chosen.count(), chosen.sum()));
        return 0;
    }

    private void fill(SwarmStore store, Population population) throws TrackerRejection {
        measure(
                "first peers, each with a new swarm (cold)",
                timed(swarms, n -> n, store, population, Event.STARTED, START));
        measure(
                "all other peers, new in known swarms",
                timed(
                        population.size() - swarms,
                        n -> swarms + n,
                        store,
                        population,
                        Event.STARTED,
                        START));
    }

    /** CPU nanoseconds for each of a number of announces. */
    private double timed(
            int count,
            IntUnaryOperator peer,
            SwarmStore store,
            Population population,
            Event event,
            long now)
            throws TrackerRejection {
        long start = CpuTime.nanos();
        for (int n = 0; n < count; n++) {
            store.announce(population.announce(peer.applyAsInt(n), event, now), chosen);
        }
        return (CpuTime.nanos() - start) / (double) count;
    }

    private static double making(Population population) {
        long sum = 0;
        long start = CpuTime.nanos();
        for (int n = 0; n < SAMPLES; n++) {
            Announce announce = population.announce(n % population.size(), Event.NONE, START);
            sum += announce.address().low() + announce.infoHash().hashCode();
        }
        return (CpuTime.nanos() - start + (sum & 1)) / (double) SAMPLES;
    }

    private void latencies(SwarmStore store, Population population) throws TrackerRejection {
        Histogram nanos = new Histogram(DIGITS);
        SplittableRandom random = new SplittableRandom(2);
        for (int n = 0; n < SAMPLES; n++) {
            Announce announce =
                    population.announce(random.nextInt(population.size()), Event.NONE, START);
            long before = System.nanoTime();
            store.announce(announce, chosen);
            nanos.recordValue(System.nanoTime() - before);
        }
        print("one by one", percentiles(nanos));
    }

    static String percentiles(Histogram nanos) {
        return "p50 %,d ns, p99 %,d ns, p99.9 %,d ns, p99.99 %,d µs, max %,d µs"
                .formatted(
                        nanos.getValueAtPercentile(50),
                        nanos.getValueAtPercentile(99),
                        nanos.getValueAtPercentile(99.9),
                        nanos.getValueAtPercentile(99.99) / 1_000,
                        nanos.getMaxValue() / 1_000);
    }

    private void measure(String what, double nanos) {
        print(what, "%,.0f CPU ns".formatted(nanos));
    }

    private void print(String what, String how) {
        System.out.printf("%-45s %s%n", what, how);
    }
}
