package dunlin.bench.sim.utp;

import java.util.SplittableRandom;

/** One path: how it is each way, what one of its transfers brings, and what happens meanwhile. */
final class Path {
    final Pipe.Terms there;
    final Pipe.Terms back;

    /** Bytes that a greedy transfer brings at most. */
    final long bytes;

    /** The host itself refuses longer packets, bytes of UDP payload. */
    final int refuses;

    /** Happens again and again. */
    Change change = (_, _, _) -> {};

    /** What happens to a path. */
    @FunctionalInterface
    interface Change {
        void happen(Pipe there, Pipe back, SplittableRandom random);
    }

    Path(Pipe.Terms there, Pipe.Terms back, long bytes, int refuses) {
        this.there = there;
        this.back = back;
        this.bytes = bytes;
        this.refuses = refuses;
    }
}
