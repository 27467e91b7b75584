package dunlin.tracker.restart;

import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets {@link RememberedSwarms} note once a second what changed, on a virtual thread. */
public final class NotingRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotingRounds.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private final RememberedSwarms swarms;
    private final Thread thread;

    private NotingRounds(RememberedSwarms swarms) {
        this.swarms = swarms;
        this.thread = Thread.ofVirtual().name("sightings").unstarted(this::run);
    }

    public static NotingRounds start(RememberedSwarms swarms) {
        NotingRounds rounds = new NotingRounds(swarms);
        rounds.thread.start();
        return rounds;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(note() ? PAUSE : AFTER_FAILURE);
            }
        } catch (InterruptedException e) {
            LOG.debug("nothing is noted of peers any more");
        }
    }

    private boolean note() {
        try {
            swarms.note();
            return true;
        } catch (TrackerRejection | RuntimeException e) {
            // Were the thread to end here, a restart would find nobody.
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn("cannot note where peers are: {}", e.getMessage());
            }
            return false;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
