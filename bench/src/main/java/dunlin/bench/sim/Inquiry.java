package dunlin.bench.sim;

import java.util.function.Consumer;

/**
 * One search under way: sends its messages, counts them, and knows when the last has arrived. Not
 * thread-safe.
 */
final class Inquiry {
    /** Bytes of a question: its id, its TTL and a few words, with the frame around it. */
    static final int QUESTION = 100;

    /** Bytes of a hit: who, what, how large, signed. */
    static final int HIT = 250;

    private final Medium medium;
    private final long began;
    private final Consumer<Outcome> done;
    private long firstHit;
    private boolean found;
    private int underWay;
    private long messages;
    private long bytes;

    Inquiry(Medium medium, Consumer<Outcome> done) {
        this.medium = medium;
        this.began = medium.events().now();
        this.done = done;
    }

    /** Sends a message; one to a node that is gone when it arrives is lost. */
    void send(int from, int to, int size, Runnable arrived) {
        messages++;
        bytes += size;
        underWay++;
        medium.events()
                .after(
                        medium.latencies().message(from, to),
                        () -> {
                            if (medium.graph().isAlive(to)) {
                                arrived.run();
                            }
                            underWay--;
                            endIfNothingIsUnderWay();
                        });
    }

    /** To be called when the first messages were sent. */
    void endIfNothingIsUnderWay() {
        if (underWay == 0) {
            done.accept(new Outcome(found, firstHit, messages, bytes));
        }
    }

    /** A hit has come to the asker. */
    void hit() {
        if (!found) {
            found = true;
            firstHit = medium.events().now() - began;
        }
    }

    boolean isFound() {
        return found;
    }
}
