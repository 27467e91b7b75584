package dunlin.bench.sim.utp;

import dunlin.bench.sim.EventQueue;
import java.util.SplittableRandom;

/**
 * One direction of a path: a bottleneck with a queue, then a way with a delay, on which packets get
 * lost, overtake each other or come twice. Lengths are of UDP payloads; on the wire each has 28
 * bytes more, and each fragment does. Not thread-safe.
 */
final class Pipe {
    /**
     * What it is like.
     *
     * @param bitsPerSecond of the bottleneck
     * @param delay nanoseconds behind it
     * @param queue bytes that wait before it at most
     * @param loss share of packets that get lost
     * @param burst how many are lost one after the other, on average
     * @param overtaken share of packets that are held up so that others overtake them
     * @param twice share of packets that come twice
     * @param mtu the longest UDP payload that passes in one piece
     */
    record Terms(
            long bitsPerSecond,
            long delay,
            int queue,
            double loss,
            double burst,
            double overtaken,
            double twice,
            int mtu) {
        Terms delayed(long nanos) {
            return new Terms(bitsPerSecond, nanos, queue, loss, burst, overtaken, twice, mtu);
        }

        Terms losing(double share) {
            return new Terms(bitsPerSecond, delay, queue, share, burst, overtaken, twice, mtu);
        }

        Terms carrying(int bytes) {
            return new Terms(bitsPerSecond, delay, queue, loss, burst, overtaken, twice, bytes);
        }

        Terms slowed(long bits) {
            return new Terms(bits, delay, queue, loss, burst, overtaken, twice, mtu);
        }
    }

    /** IPv4 and UDP. */
    static final int HEADS = 28;

    /** No burst of losses lasts longer than this without a packet. */
    private static final long BURST = 50_000_000;

    private final EventQueue events;
    private final SplittableRandom random;
    private Terms terms;
    private long freeAt;
    private boolean inBurst;
    private long lostAt;
    private long carried;
    private long dropped;
    private double waited;
    private long waits;

    Pipe(EventQueue events, Terms terms, SplittableRandom random) {
        this.events = events;
        this.terms = terms;
        this.random = random;
    }

    Terms terms() {
        return terms;
    }

    /** From now on it is like that. */
    void become(Terms other) {
        terms = other;
    }

    /** Sends a packet; what is to happen when it arrives may happen twice, or never. */
    void send(int length, boolean isFragmentable, Runnable arrive) {
        int fragments = 1;
        if (length > terms.mtu) {
            if (!isFragmentable) {
                return; // and nobody is told: a black hole
            }
            fragments = (length + terms.mtu - 1) / terms.mtu;
        }
        long bytes = length + (long) fragments * HEADS;
        long now = events.now();
        long wait = Math.max(0, freeAt - now);
        if (wait / 8e9 * terms.bitsPerSecond + bytes > terms.queue + 1500L) {
            dropped++;
            return;
        }
        waited += wait;
        waits++;
        freeAt = now + wait + bytes * 8 * 1_000_000_000L / terms.bitsPerSecond;
        carried += bytes;
        for (int i = 0; i < fragments; i++) {
            if (isLost()) {
                return;
            }
        }
        long at = freeAt + terms.delay;
        if (terms.overtaken > 0 && random.nextDouble() < terms.overtaken) {
            at += random.nextLong(terms.delay / 2 + 1_000_000);
        }
        events.at(at, arrive);
        if (terms.twice > 0 && random.nextDouble() < terms.twice) {
            events.at(at + random.nextLong(terms.delay * 2 + 1_000_000), arrive);
        }
    }

    private boolean isLost() {
        if (terms.loss <= 0) {
            return false;
        }
        boolean goesOn = inBurst && events.now() - lostAt < BURST;
        lostAt = events.now();
        if (goesOn) {
            inBurst = random.nextDouble() >= 1 / terms.burst;
            return true;
        }
        // So that the share of all packets is as told, whatever the bursts are.
        double begins = terms.loss / (terms.burst * (1 - terms.loss) + terms.loss);
        if (random.nextDouble() < begins) {
            inBurst = random.nextDouble() >= 1 / terms.burst;
            return true;
        }
        inBurst = false;
        return false;
    }

    /** Bytes that went through the bottleneck, with all heads. */
    long carried() {
        return carried;
    }

    /** Packets that found its queue full. */
    long dropped() {
        return dropped;
    }

    /** How long packets waited before it since this was asked last, nanoseconds on average. */
    double meanWait() {
        double mean = waits == 0 ? 0 : waited / waits;
        waited = 0;
        waits = 0;
        return mean;
    }
}
