package dunlin.bench.search;

import dunlin.bench.search.MadeUpShares.Made;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Registers made-up shares as sharers do, many at a time, which commits them in groups. */
final class Filling {
    private static final int TOGETHER = 500;
    private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
    private static final Duration BETWEEN = Duration.ofSeconds(60);

    private final MadeUpShares shares;

    Filling(MadeUpShares shares) {
        this.shares = shares;
    }

    /** Fills up to so many; says how it goes. */
    void fill(Catalogue catalogue, int number)
            throws TrackerRejection, InterruptedException, ExecutionException {
        int there = (int) catalogue.totals().shares();
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int from = there; from < number; from += TOGETHER) {
                List<Future<?>> group = new ArrayList<>();
                for (int n = from; n < Math.min(number, from + TOGETHER); n++) {
                    int share = n;
                    group.add(threads.submit(() -> register(catalogue, share)));
                }
                for (Future<?> each : group) {
                    each.get();
                }
                if (from % 50_000 == 0) {
                    SearchRun.print(
                            "registered",
                            "%,d after %,d s"
                                    .formatted(from, (System.nanoTime() - began) / 1_000_000_000));
                }
            }
        }
    }

    Catalogue.Registration register(Catalogue catalogue, int n) throws TrackerRejection {
        Made made = shares.made(n);
        Metainfo metainfo = shares.metainfo(n, made);
        Instant time = FIRST.plus(BETWEEN.multipliedBy(n));
        return catalogue.register(metainfo.encode(), metainfo, made.note(), made.by(), time);
    }
}
