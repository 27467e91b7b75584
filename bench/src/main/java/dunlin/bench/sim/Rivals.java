package dunlin.bench.sim;

import java.util.List;
import java.util.SplittableRandom;

/** The ways to search that others have, over one graph. */
public final class Rivals {
    private static final int SAMPLES = 20;

    /**
     * Who hears a question first by many quick hops has fewer left to pass it on than its distance
     * says; so many more make up for that.
     */
    private static final int DETOUR = 4;

    private Rivals() {}

    /**
     * Those that are compared, for one graph as it is now: the first is a flood that reaches all.
     */
    public static List<Rival> rivals(Medium medium, SplittableRandom random) {
        int all = GraphFacts.hops(medium.graph(), 1, SAMPLES, random);
        return List.of(
                Flood.plain(medium, all + DETOUR),
                Flood.withDigests(medium, all, random.split()),
                new Walks(medium, 16, 1024, random.split()));
    }
}
