package dunlin.bench.sim.utp;

import dunlin.bench.sim.Samples;
import dunlin.bench.sim.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs uTP connections over simulated paths, and beside TCP on a link. */
@Command(name = "bench/run utp-sim", mixinStandardHelpOptions = true, sortOptions = false)
final class UtpRun implements Callable<Integer> {
    private static final int SHOWN = 100;

    @Option(names = "--seeds", description = "How many (${DEFAULT-VALUE}).")
    private int seeds = 10_000;

    @Option(names = "--from", description = "The first of them (${DEFAULT-VALUE}).")
    private long from = 0;

    @Option(names = "--kind", description = "Only this: ${COMPLETION-CANDIDATES}.")
    private @Nullable PathKind kind;

    @Option(names = "--no-sharing", description = "Leaves out the link that is shared with TCP.")
    private boolean noSharing;

    @Option(names = "--trace", description = "A line for each packet.")
    private boolean isTraced;

    @Option(names = "--json", description = "A line of JSON for each row.")
    private boolean asJson;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new UtpRun()).execute(arguments));
    }

    @Override
    public Integer call() {
        Map<PathKind, List<Trial.Outcome>> outcomes = new EnumMap<>(PathKind.class);
        List<String> failures = new ArrayList<>();
        LongStream.range(from, from + seeds)
                .forEach(seed -> {
                    try {
                        Trial.Outcome outcome =
                                new Trial(
                                                seed,
                                                Optional.ofNullable(kind),
                                                isTraced ? Trace::print : Trace.NONE)
                                        .run();
                        outcomes.computeIfAbsent(outcome.kind(), _ -> new ArrayList<>())
                                .add(outcome);
                    } catch (RuntimeException e) {
                        failures.add(String.valueOf(e.getMessage()));
                    }
                });
        show(paths(outcomes));
        failures.stream().limit(SHOWN).forEach(System.out::println);
        System.out.printf("%,d of %,d seeds failed%n", failures.size(), seeds);
        if (!noSharing) {
            show(new Sharing(from).run());
        }
        return failures.isEmpty() ? 0 : 1;
    }

    private void show(Table table) {
        System.out.print(asJson ? table.json() : table.text());
    }

    private static Table paths(Map<PathKind, List<Trial.Outcome>> outcomes) {
        Table table =
                new Table(
                        "uTP over simulated paths; goodput of the trials that nothing but the path held up",
                        "path",
                        "trials",
                        "KB/s p10",
                        "p50",
                        "p90",
                        "of the rate % p50",
                        "again %",
                        "packets up to",
                        "events");
        outcomes.forEach((kind, of) -> {
            Samples rates = new Samples();
            Samples shares = new Samples();
            Samples again = new Samples();
            for (Trial.Outcome outcome : of) {
                again.add(outcome.again() * 100);
                if (outcome.isGreedy()) {
                    rates.add(outcome.bytes() * 1e6 / outcome.nanos());
                    shares.add(outcome.share() * 100);
                }
            }
            table.row(
                    kind.words(),
                    "%,d".formatted(of.size()),
                    "%,.0f".formatted(rates.at(10)),
                    "%,.0f".formatted(rates.at(50)),
                    "%,.0f".formatted(rates.at(90)),
                    "%.1f".formatted(shares.at(50)),
                    "%.1f".formatted(again.mean()),
                    "%,d".formatted(of.stream().mapToLong(Trial.Outcome::longest).max().orElse(0)),
                    "%,d".formatted(of.stream().mapToLong(Trial.Outcome::events).sum()));
        });
        return table;
    }
}
