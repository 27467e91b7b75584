package dunlin.tracker.announce;

import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link ListedShares} up to date, on a virtual thread of its own. */
public final class ListedRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListedRounds.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final ListedShares shares;
    private final Thread thread;

    private ListedRounds(ListedShares shares) {
        this.shares = shares;
        this.thread = Thread.ofVirtual().name("listed-shares").unstarted(this::run);
    }

    /** Begins to read which shares there are. */
    public static ListedRounds start(ListedShares shares) {
        ListedRounds rounds = new ListedRounds(shares);
        rounds.thread.start();
        return rounds;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(look());
            }
        } catch (InterruptedException e) {
            LOG.debug("nobody asks for listed shares any more");
        }
    }

    private Duration look() {
        try {
            return shares.look(System.nanoTime());
        } catch (TrackerRejection | RuntimeException e) {
            // Were the thread to end here, what others list would never be known again.
            LOG.warn("cannot read which shares are listed: {}", e.getMessage());
            return AFTER_FAILURE;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
