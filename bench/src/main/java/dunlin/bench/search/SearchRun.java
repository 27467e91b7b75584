package dunlin.bench.search;

import dunlin.bench.search.Queries.Kind;
import dunlin.protocol.search.QueryParser;
import dunlin.tracker.sqlite.SqliteCatalogue;
import dunlin.tracker.store.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills a catalogue with made-up shares, once, and prints how long searches take in it, one after
 * the other; then again while others register; then how long a restart takes.
 *
 * <p>Wall time counts what else the machine does; the CPU time of those who search is what is left
 * of it on a machine that does nothing else.
 */
@Command(name = "bench/run search", mixinStandardHelpOptions = true, sortOptions = false)
final class SearchRun implements Callable<Integer> {
    private static final int PAGE = 50;
    private static final int DIGITS = 3;

    @Option(
            names = "--home",
            required = true,
            description = "Folder of the catalogue; one that is there is filled up and used.")
    private Path home = Path.of("");

    @Option(names = "--shares", description = "Number of shares (${DEFAULT-VALUE}).")
    private int shares = 1_000_000;

    @Option(names = "--queries", description = "Of each kind (${DEFAULT-VALUE}).")
    private int queries = 3_000;

    @Option(names = "--slowest", description = "Print the slowest searches of each kind.")
    private boolean slowest;

    @Option(names = "--fill-only", description = "Fill the catalogue, and end.")
    private boolean fillsOnly;

    @Option(names = "--launcher", description = "The program to kill and restart.")
    private Path launcher = Path.of("dunlin");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SearchRun()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        MadeUpShares made = new MadeUpShares();
        Path file = home.resolve("state").resolve("catalogue.db");
        try (Catalogue catalogue = SqliteCatalogue.open(file, SqliteCatalogue.Limits.DEFAULT)) {
            new Filling(made).fill(catalogue, shares);
            if (fillsOnly) {
                return 0;
            }
            print("catalogue", catalogue.totals() + ", " + (Files.size(file) >> 20) + " MiB");
            search(catalogue, made, Math.max(100, queries / 10), false); // warms up
            search(catalogue, made, queries, true);
            searchBesideWriters(catalogue, made);
        }
        new RestartRun(launcher, home, made, shares).run();
        return 0;
    }

    private void search(Catalogue catalogue, MadeUpShares made, int number, boolean prints)
            throws Exception {
        Queries next = new Queries(made, shares);
        Histogram all = new Histogram(DIGITS);
        Histogram allCpu = new Histogram(DIGITS);
        ReaderCpu cpu = new ReaderCpu();
        for (Kind kind : Kind.values()) {
            Histogram histogram = new Histogram(DIGITS);
            Histogram cpuTimes = new Histogram(DIGITS);
            List<Slow> slow = new ArrayList<>();
            while (histogram.getTotalCount() < number) {
                for (String text : next.next(kind)) {
                    long cpuBefore = cpu.nanos();
                    long began = System.nanoTime();
                    int found =
                            catalogue.search(QueryParser.parse(text), offset(kind), PAGE).size();
                    histogram.recordValue(System.nanoTime() - began);
                    long took = cpu.nanos() - cpuBefore;
                    cpuTimes.recordValue(took);
                    slow.add(new Slow(took, text, found));
                }
            }
            if (prints) {
                print(kind.description(), text(histogram));
                print("    of CPU time", text(cpuTimes));
                if (slowest) {
                    slow.sort((a, b) -> Long.compare(b.nanos, a.nanos));
                    slow.subList(0, 5).forEach(each -> print("    slow", each.toString()));
                }
            }
            if (kind != Kind.DEEP) {
                all.add(histogram);
                allCpu.add(cpuTimes);
            }
        }
        if (prints) {
            print("all of these but the last kind", text(all));
            print("    of CPU time", text(allCpu));
        }
    }

    private record Slow(long nanos, String text, int found) {
        @Override
        public String toString() {
            return "%.1f ms, %d found: %s".formatted(nanos / 1e6, found, text);
        }
    }

    private static int offset(Kind kind) {
        return kind == Kind.DEEP ? Catalogue.MAX_FOUND - PAGE : 0;
    }

    /** Searches again, while others register without a pause. */
    private void searchBesideWriters(Catalogue catalogue, MadeUpShares made) throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        int[] registered = {(int) catalogue.totals().shares()};
        int before = registered[0];
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                while (!ends.get()) {
                                    new Filling(made).register(catalogue, registered[0]++);
                                }
                            } catch (dunlin.tracker.store.TrackerRejection e) {
                                throw new IllegalStateException(e);
                            }
                        });
        long began = System.nanoTime();
        Queries next = new Queries(made, shares);
        Histogram histogram = new Histogram(DIGITS);
        while (histogram.getTotalCount() < queries) {
            for (String text : next.next(Kind.WORDS)) {
                long from = System.nanoTime();
                catalogue.search(QueryParser.parse(text), 0, PAGE);
                histogram.recordValue(System.nanoTime() - from);
            }
        }
        ends.set(true);
        writer.join();
        double seconds = (System.nanoTime() - began) / 1e9;
        print(
                "registered meanwhile, a second",
                "%.0f".formatted((registered[0] - before) / seconds));
        print("1 to 3 words meanwhile", text(histogram));
    }

    private static String text(Histogram histogram) {
        return "p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f ms (%,d searches)"
                .formatted(
                        histogram.getValueAtPercentile(50) / 1e6,
                        histogram.getValueAtPercentile(99) / 1e6,
                        histogram.getValueAtPercentile(99.9) / 1e6,
                        histogram.getMaxValue() / 1e6,
                        histogram.getTotalCount());
    }

    static void print(String what, String value) {
        System.out.printf("%-60s %s%n", what, value);
    }
}
