package dunlin.bench.sim.dht;

import dunlin.bench.sim.Samples;
import dunlin.bench.sim.Table;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds a DHT in virtual time, and has its nodes announce and look for peers. */
@Command(name = "bench/run dht", mixinStandardHelpOptions = true, sortOptions = false)
final class DhtRun implements Callable<Integer> {
    private static final int LEAVE_AT_ONCE = 20;

    @Option(names = "--nodes", description = "How many (${DEFAULT-VALUE}).")
    private int nodes = 10_000;

    @Option(names = "--minutes", description = "Of churn before it is measured (${DEFAULT-VALUE}).")
    private int minutes = 30;

    @Option(names = "--lookups", description = "In each row (${DEFAULT-VALUE}).")
    private int lookups = 2_000;

    @Option(
            names = "--liars",
            description = "Of a hundred nodes: one network without, one with (${DEFAULT-VALUE}).")
    private int liars = 10;

    @Option(names = "--kinds", split = ",", description = "How they lie: ${COMPLETION-CANDIDATES}.")
    private List<Liar.Kind> kinds = List.of(Liar.Kind.values());

    @Option(names = "--seed", description = "Of all that is random (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--json", description = "A line of JSON for each row.")
    private boolean asJson;

    private final Table finds =
            new Table(
                    "Lookups of swarms with one peer",
                    "network",
                    "found %",
                    "first p50 ms",
                    "p95",
                    "end p50 ms",
                    "p95",
                    "hops",
                    "messages");
    private final Table announces =
            new Table("Announces", "network", "back p50 ms", "p95", "stores", "hops", "messages");
    private final Table upkeep =
            new Table(
                    "Upkeep",
                    "network",
                    "B/node/min",
                    "packets/node/min",
                    "in the table",
                    "estimate p50",
                    "virtual min",
                    "events",
                    "took s");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DhtRun()).execute(arguments));
    }

    @Override
    public Integer call() {
        run(0);
        if (liars > 0) {
            run(liars);
        }
        for (Table table : List.of(finds, announces, upkeep)) {
            System.out.print(asJson ? table.json() : table.text());
        }
        return 0;
    }

    private void run(int inHundred) {
        long began = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        DhtNetwork network = DhtNetwork.of(nodes, inHundred, kinds, random.split());
        network.build(Duration.ofMinutes(10).toNanos());
        network.churn();
        network.runFor(minutes, TimeUnit.MINUTES);
        network.traffic.clear();
        network.runFor(2, TimeUnit.MINUTES);
        long bytes = network.traffic.bytes() / nodes / 2;
        long packets = network.traffic.messages() / nodes / 2;

        String name =
                "%,d nodes%s".formatted(nodes, inHundred == 0 ? "" : ", " + inHundred + "% lie");
        Lookups announced = new Lookups(network, random.split());
        List<Lookups.Swarm> swarms = announced.announce(lookups / 2);
        announces.row(
                name,
                whole(announced.ended.at(50)),
                whole(announced.ended.at(95)),
                "%.1f".formatted(announced.stores.mean()),
                "%.1f".formatted(announced.hops.mean()),
                "%.1f".formatted(announced.asked.mean()));
        Lookups found = new Lookups(network, random.split());
        found.find(swarms, lookups);
        row(name, found);
        network.replaceAtOnce(LEAVE_AT_ONCE);
        Lookups after = new Lookups(network, random.split());
        after.find(swarms, lookups);
        row(name + ", " + LEAVE_AT_ONCE + "% gone at once", after);

        Samples tables = new Samples();
        Samples estimates = new Samples();
        for (DhtHost host : network.hosts()) {
            tables.add(host.node.statistics().nodes());
            estimates.add(host.node.statistics().estimate());
        }
        upkeep.row(
                name,
                "%,d".formatted(bytes),
                "%,d".formatted(packets),
                whole(tables.mean()),
                whole(estimates.at(50)),
                whole(network.events.now() / 60e9),
                "%,d".formatted(network.events.ran()),
                whole((System.nanoTime() - began) / 1e9));
    }

    private void row(String name, Lookups lookup) {
        finds.row(
                name,
                "%.2f".formatted(lookup.found()),
                whole(lookup.firstPeers.at(50)),
                whole(lookup.firstPeers.at(95)),
                whole(lookup.ended.at(50)),
                whole(lookup.ended.at(95)),
                "%.1f".formatted(lookup.hops.mean()),
                "%.1f".formatted(lookup.asked.mean()));
    }

    private static String whole(double value) {
        return "%,.0f".formatted(value);
    }
}
