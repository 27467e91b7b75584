package dunlin.bench.sim.overlay;

import dunlin.bench.sim.GraphFacts;
import dunlin.bench.sim.Medium;
import dunlin.bench.sim.Rival;
import dunlin.bench.sim.Rivals;
import dunlin.bench.sim.Searches;
import dunlin.bench.sim.Table;
import dunlin.overlay.core.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds an overlay in virtual time, searches it beside other ways to search, and breaks it. */
@Command(name = "bench/run overlay", mixinStandardHelpOptions = true, sortOptions = false)
final class OverlayRun implements Callable<Integer> {
    private static final int MEASURED_MINUTES = 5;

    @Option(names = "--nodes", description = "How many (${DEFAULT-VALUE}).")
    private int nodes = 10_000;

    @Option(names = "--minutes", description = "Of churn before it is measured (${DEFAULT-VALUE}).")
    private int minutes = 30;

    @Option(names = "--searches", description = "In the first row (${DEFAULT-VALUE}).")
    private int searches = 3_000;

    @Option(names = "--rival-searches", description = "In each other row (${DEFAULT-VALUE}).")
    private int rivalSearches = 300;

    @Option(
            names = "--swallowers",
            description = "Of a hundred: a second network with them (${DEFAULT-VALUE}).")
    private int swallowers = 10;

    @Option(names = "--seed", description = "Of all that is random (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--no-disasters", negatable = true, description = "Break it, too.")
    private boolean disasters = true;

    @Option(names = "--json", description = "A line of JSON for each row.")
    private boolean asJson;

    private final Table found =
            new Table(
                    "One copy, searched by random members",
                    "way",
                    "searches",
                    "one round %",
                    "found %",
                    "messages",
                    "of them questions",
                    "of a flood",
                    "KB",
                    "p50 ms",
                    "p95 ms",
                    "upkeep beside the links' B/node/min");
    private final Table networks = OverlayFacts.table();
    private final Table kinds =
            new Table("Upkeep by kind", "kind", "messages/node/min", "B/node/min");
    private final Table broken = new Table("Broken", "what", "parts then", "one again after s");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new OverlayRun()).execute(arguments));
    }

    @Override
    public Integer call() {
        whole();
        if (swallowers > 0) {
            withSwallowers();
        }
        for (Table table : List.of(found, networks, kinds, broken)) {
            System.out.print(asJson ? table.json() : table.text());
        }
        return 0;
    }

    private void whole() {
        SplittableRandom random = new SplittableRandom(seed);
        OverlayFacts facts = grow(0, random);
        OverlayNetwork network = facts.network();
        for (var kind : facts.traffic().kinds().entrySet()) {
            kinds.row(
                    kind.getKey(),
                    "%.2f".formatted(kind.getValue().messages() / facts.nodeMinutes()),
                    "%,.0f".formatted(kind.getValue().bytes() / facts.nodeMinutes()));
        }
        Medium medium = new Medium(network.events, network.latencies, network);
        List<Rival> rivals = Rivals.rivals(medium, random);
        List<String[]> rows = new ArrayList<>();
        double flood = 0;
        for (Rival rival : rivals) {
            Searches result = search(medium, rival, rivalSearches, random);
            flood = flood == 0 ? result.messages() : flood;
            rows.add(row(rival, rivalSearches, result, "", result.messages(), flood, facts));
        }
        dunlin(medium, network, "Dunlin", flood, facts, random);
        rows.forEach(found::row);
        if (disasters) {
            breakIt(network);
        }
        facts.row(networks);
    }

    private void withSwallowers() {
        SplittableRandom random = new SplittableRandom(seed);
        OverlayFacts facts = grow(swallowers, random);
        OverlayNetwork network = facts.network();
        Medium medium = new Medium(network.events, network.latencies, network);
        dunlin(medium, network, "Dunlin, " + swallowers + "% swallow", 0, facts, random);
        facts.row(networks);
    }

    private void dunlin(
            Medium medium,
            OverlayNetwork network,
            String name,
            double flood,
            OverlayFacts facts,
            SplittableRandom random) {
        OverlaySearch search = new OverlaySearch(network, name);
        Searches result = search(medium, search, searches, random);
        found.row(
                row(
                        search,
                        searches,
                        result,
                        "%.2f".formatted(search.foundAtOnce()),
                        search.questions(),
                        flood,
                        facts));
    }

    private OverlayFacts grow(int inHundred, SplittableRandom random) {
        long began = System.nanoTime();
        OverlayNetwork network =
                new OverlayNetwork(nodes, Settings.DEFAULT, inHundred, random.split());
        network.build(Duration.ofMinutes(10).toNanos());
        network.churn();
        int apart = 0;
        long links = 0;
        for (int minute = 0; minute < minutes; minute++) {
            if (minute == minutes - MEASURED_MINUTES) {
                network.traffic.clear();
                links = network.linksMade();
            }
            network.runFor(1, TimeUnit.MINUTES);
            apart += parts(network) > 1 ? 1 : 0;
        }
        return OverlayFacts.of(
                network,
                inHundred,
                MEASURED_MINUTES,
                network.linksMade() - links,
                minutes + " min, apart in " + apart,
                System.nanoTime() - began,
                random);
    }

    private Searches search(Medium medium, Rival rival, int count, SplittableRandom random) {
        OverlayNetwork network = (OverlayNetwork) medium.graph();
        return Searches.run(medium, rival, count, network::isSuited, random);
    }

    private static String[] row(
            Rival rival,
            int count,
            Searches result,
            String atOnce,
            double questions,
            double flood,
            OverlayFacts facts) {
        return new String[] {
            rival.name(),
            "%,d".formatted(count),
            atOnce,
            "%.2f".formatted(result.found()),
            "%,.0f".formatted(result.messages()),
            "%,.0f".formatted(questions),
            flood == 0 ? "" : "1/%,.0f".formatted(flood / result.messages()),
            "%,.1f".formatted(result.bytes() / 1_000),
            "%,.0f".formatted(result.firstHits().at(50)),
            "%,.0f".formatted(result.firstHits().at(95)),
            "%,.0f".formatted(rival.bytesALink() * facts.linksANodeAMinute())
        };
    }

    private static int parts(OverlayNetwork network) {
        return GraphFacts.of(new Settled(network), 0, new SplittableRandom(1)).components();
    }

    private void breakIt(OverlayNetwork network) {
        network.part(number -> number % 10 < 3);
        network.runFor(10, TimeUnit.MINUTES);
        int parts = parts(network);
        network.heal();
        broken.row("30% beside 70% for 10 min", "" + parts, oneAgain(network));
        network.runFor(5, TimeUnit.MINUTES);
        kill(network, Departure.KILLED);
    }

    private void kill(OverlayNetwork network, Departure departure) {
        SplittableRandom random = new SplittableRandom(seed);
        network.endChurn();
        for (OverlayHost host : network.hosts()) {
            if (random.nextInt(10) > 0) {
                network.depart(host, departure);
            }
        }
        int parts = parts(network);
        broken.row(
                "90% " + departure.name().toLowerCase(Locale.ROOT) + " at once",
                "" + parts,
                oneAgain(network));
    }

    private static String oneAgain(OverlayNetwork network) {
        long began = network.events.now();
        for (int seconds = 0; seconds < 600; seconds++) {
            if (parts(network) == 1) {
                return "" + (network.events.now() - began) / TimeUnit.SECONDS.toNanos(1);
            }
            network.runFor(1, TimeUnit.SECONDS);
        }
        return "not in 600, " + parts(network) + " parts";
    }
}
