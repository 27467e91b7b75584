package dunlin.tracker.round;

import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, on a virtual thread of its own. A round that fails is told of and
 * followed by the next: were the thread to end, what it does would never be done again.
 */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /** How long {@link #close} waits for a round to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** One round. */
    public interface Round {
        /**
         * @return how long to wait until the next
         */
        Duration go() throws TrackerRejection;
    }

    private final String failure;
    private final Duration afterFailure;
    private final Round round;
    private final Thread thread;
    private volatile boolean closing;

    private Rounds(String name, String failure, Duration afterFailure, Round round) {
        this.failure = failure;
        this.afterFailure = afterFailure;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /**
     * Begins with a round.
     *
     * @param name of the thread
     * @param failure what a person is told when a round fails, before the reason
     * @param afterFailure how long to wait after that
     */
    public static Rounds start(String name, String failure, Duration afterFailure, Round round) {
        Rounds rounds = new Rounds(name, failure, afterFailure, round);
        rounds.thread.start();
        return rounds;
    }

    private void run() {
        try {
            // Looked at after each round: one may have taken the interruption for its own.
            for (Duration pause = go(); !closing; pause = go()) {
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            // closing: see there
        }
    }

    private Duration go() {
        try {
            return round.go();
        } catch (TrackerRejection | RuntimeException e) {
            if (!closing) { // else it failed because it was interrupted
                LOG.warn("{}: {}", failure, e.getMessage());
            }
            return afterFailure;
        }
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    /** Ends the round that is under way; afterwards nothing is used any more that it used. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            if (!thread.join(PATIENCE)) {
                LOG.warn("{}: it does not end", failure);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
