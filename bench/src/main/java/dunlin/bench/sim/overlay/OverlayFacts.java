package dunlin.bench.sim.overlay;

import dunlin.bench.sim.GraphFacts;
import dunlin.bench.sim.Samples;
import dunlin.bench.sim.Table;
import dunlin.bench.sim.Traffic;
import java.util.SplittableRandom;

/**
 * What a network looks like after it has run for a while.
 *
 * @param traffic by kind, of so many minutes
 * @param linksANodeAMinute how many links are made
 * @param apart in how many of the moments that were looked at it was in parts
 * @param took nanoseconds of this machine
 */
record OverlayFacts(
        OverlayNetwork network,
        int swallowersInHundred,
        Traffic traffic,
        double nodeMinutes,
        double linksANodeAMinute,
        String apart,
        long took,
        GraphFacts graph,
        Samples degrees,
        Samples cards,
        Samples estimates) {
    private static final int SAMPLES = 20;

    static OverlayFacts of(
            OverlayNetwork network,
            int swallowersInHundred,
            int minutes,
            long links,
            String apart,
            long took,
            SplittableRandom random) {
        Samples degrees = new Samples();
        Samples cards = new Samples();
        Samples estimates = new Samples();
        for (OverlayHost host : network.hosts()) {
            degrees.add(host.node.neighbours().size());
            cards.add(host.node.cardsHeld());
            estimates.add(host.node.members());
        }
        double nodeMinutes = (double) network.size() * minutes;
        return new OverlayFacts(
                network,
                swallowersInHundred,
                network.traffic.copy(),
                nodeMinutes,
                links / nodeMinutes,
                apart,
                took,
                GraphFacts.of(network, SAMPLES, random),
                degrees,
                cards,
                estimates);
    }

    static Table table() {
        return new Table(
                "Networks",
                "network",
                "looked at each min",
                "links at 1%, 50%, 99%",
                "hops",
                "most",
                "cards held",
                "size taken for 5%, 50%, 95%",
                "B/node/min",
                "messages/node/min",
                "links made/node/min",
                "took s");
    }

    void row(Table table) {
        String swallow =
                swallowersInHundred == 0 ? "" : ", %d%% swallow".formatted(swallowersInHundred);
        table.row(
                "%,d members%s".formatted(network.size(), swallow),
                apart,
                "%.0f %.0f %.0f".formatted(degrees.at(1), degrees.at(50), degrees.at(99)),
                "%.2f".formatted(graph.meanDistance()),
                "" + graph.diameter(),
                "%,.0f".formatted(cards.at(50)),
                "%,.0f %,.0f %,.0f".formatted(estimates.at(5), estimates.at(50), estimates.at(95)),
                "%,.0f".formatted(traffic.bytes() / nodeMinutes),
                "%,.1f".formatted(traffic.messages() / nodeMinutes),
                "%.2f".formatted(linksANodeAMinute),
                "%,.0f".formatted(took / 1e9));
    }
}
