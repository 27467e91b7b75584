package dunlin.bench.sim;

import java.util.List;
import java.util.SplittableRandom;

/** The ways to search that others have, over one graph, in one table. */
public final class RivalsRun {
    private static final int SAMPLES = 20;

    /**
     * Who hears a question first by many quick hops has fewer left to pass it on than its distance
     * says; so many more make up for that.
     */
    private static final int DETOUR = 4;

    private RivalsRun() {}

    /** An empty table for {@link #row}. */
    public static Table table() {
        return new Table(
                "One copy, searched by random nodes",
                "way",
                "searches",
                "found %",
                "messages",
                "KB",
                "p50 ms",
                "p95 ms",
                "upkeep B/node/min");
    }

    /**
     * Runs all of them.
     *
     * @param linksANodeAMinute how many links a node makes or is made, which for some costs bytes
     */
    public static void run(
            Medium medium,
            int searches,
            double linksANodeAMinute,
            SplittableRandom random,
            Table table) {
        int all = GraphFacts.hops(medium.graph(), 1, SAMPLES, random);
        List<Rival> rivals =
                List.of(
                        Flood.plain(medium, all + DETOUR),
                        Flood.withDigests(medium, all, random.split()),
                        new Walks(medium, 16, 1024, random.split()));
        for (Rival rival : rivals) {
            Searches result = Searches.run(medium, rival, searches, random);
            table.row(
                    row(
                            rival.name(),
                            searches,
                            result,
                            rival.bytesALink() * linksANodeAMinute / 2));
        }
    }

    /** What a table of searches shows of one way. */
    public static String[] row(String name, int searches, Searches result, double upkeep) {
        return new String[] {
            name,
            "%,d".formatted(searches),
            "%.2f".formatted(result.found()),
            "%,.0f".formatted(result.messages()),
            "%,.1f".formatted(result.bytes() / 1_000),
            "%,.0f".formatted(result.firstHits().at(50)),
            "%,.0f".formatted(result.firstHits().at(95)),
            "%,.0f".formatted(upkeep)
        };
    }
}
