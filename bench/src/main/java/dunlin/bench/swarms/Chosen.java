package dunlin.bench.swarms;

import dunlin.tracker.store.SwarmStore.PeerSink;

/** Takes the peers chosen, as an answer would, and counts them. Not thread-safe. */
final class Chosen implements PeerSink {
    private long count;
    private long sum;

    @Override
    public void ipv4(int address, int port) {
        count++;
        sum += address ^ port;
    }

    @Override
    public void ipv6(long high, long low, int port) {
        count++;
        sum += high ^ low ^ port;
    }

    long count() {
        return count;
    }

    /** Of the bits taken, so that nothing is optimised away. */
    long sum() {
        return sum;
    }
}
