package dunlin.bench.sim;

/**
 * How a search went.
 *
 * @param isFound whether a hit came
 * @param firstHit nanoseconds until then, or 0
 * @param messages that were sent for it, hits included
 * @param bytes of those
 */
public record Outcome(boolean isFound, long firstHit, long messages, long bytes) {}
