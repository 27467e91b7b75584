package dunlin.tracker;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the silent peers every now and then, from a virtual thread of its own. */
final class Expiry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    private final Thread thread;

    private Expiry(Thread thread) {
        this.thread = thread;
    }

    /** Looks ten times an interval, at most every second. */
    static Expiry start(AnnounceService announces, Duration interval) {
        long millis = Math.max(1_000, interval.toMillis() / 10);
        return new Expiry(
                Thread.ofVirtual()
                        .name("expiry")
                        .start(() -> {
                            try {
                                while (true) {
                                    Thread.sleep(millis);
                                    announces.expire();
                                }
                            } catch (InterruptedException e) {
                                // The index closes.
                            }
                        }));
    }

    private static void expire(AnnounceService announces) {
        try {
            announces.expire();
        } catch (RuntimeException e) {
            // Were the thread to end here, nobody would ever be removed again.
            LOG.error("expiry failed", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
