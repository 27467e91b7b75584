package dunlin.bench.sim.overlay;

/** What one search cost and brought. Not thread-safe. */
final class Tally {
    int rounds;
    int foundInRound;
    long firstHit;
    long questions;
    long messages;
    long bytes;

    void message(int size) {
        messages++;
        bytes += size;
    }

    void found(long nanos) {
        if (foundInRound == 0) {
            foundInRound = rounds;
            firstHit = nanos;
        }
    }
}
