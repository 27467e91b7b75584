package dunlin.tracker.announce;

import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the silent peers every now and then, on a virtual thread of its own. */
public final class ExpiryRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryRounds.class);

    private final AnnounceService announces;
    private final Duration pause;
    private final Thread thread;

    private ExpiryRounds(AnnounceService announces, Duration pause) {
        this.announces = announces;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("expiry").unstarted(this::run);
    }

    /** Looks ten times an interval, at most every second. */
    public static ExpiryRounds start(AnnounceService announces, Duration interval) {
        long millis = Math.max(1_000, interval.toMillis() / 10);
        ExpiryRounds expiry = new ExpiryRounds(announces, Duration.ofMillis(millis));
        expiry.thread.start();
        return expiry;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(pause);
                expire();
            }
        } catch (InterruptedException e) {
            LOG.debug("expiry ends");
        }
    }

    private void expire() {
        try {
            announces.expire();
        } catch (TrackerRejection | RuntimeException e) {
            // Were the thread to end here, nobody would ever be removed again.
            LOG.error("expiry failed", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
