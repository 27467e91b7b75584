package dunlin.tracker.absence;

import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an {@link AbsenceWatch} walk over the catalogue again and again, on a virtual thread of its
 * own, and so slowly that it is not noticed: at most 20,000 shares a second.
 */
public final class AbsenceRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AbsenceRounds.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final AbsenceWatch watch;
    private final InstantSource time;
    private final Duration pause;
    private final Thread thread;

    private AbsenceRounds(AbsenceWatch watch, InstantSource time, Duration pause) {
        this.watch = watch;
        this.time = time;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("absence").unstarted(this::run);
    }

    /**
     * Begins with a walk.
     *
     * @param pause between two walks
     */
    public static AbsenceRounds start(AbsenceWatch watch, InstantSource time, Duration pause) {
        AbsenceRounds rounds = new AbsenceRounds(watch, time, pause);
        rounds.thread.start();
        return rounds;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(look() ? pause : BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch over absent shares ends");
        }
    }

    private boolean look() {
        try {
            return watch.look(time.instant());
        } catch (TrackerRejection | RuntimeException e) {
            // Were the thread to end here, nothing would ever be forgotten again.
            LOG.error("the watch over absent shares fails: {}", e.getMessage());
            return true;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
