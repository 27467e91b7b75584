package dunlin.tracker.web;

import dunlin.web.HttpRefusal;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The few places for torrents that are large, so that those which come and go at once fit the
 * memory. Thread-safe.
 */
final class LargePlaces {
    /** Bytes that a torrent may have without a place. */
    static final int LARGE = 256 * 1024;

    private static final int PLACES = 8;
    private static final int PATIENCE_SECONDS = 5;

    private final Semaphore places = new Semaphore(PLACES);

    /**
     * Takes a place if so many bytes need one; waits a little for it.
     *
     * @return gives it back
     * @throws HttpRefusal (503) if none becomes free
     */
    Runnable take(long bytes) throws HttpRefusal {
        if (bytes <= LARGE) {
            return () -> {};
        }
        try {
            if (places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return places::release;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new HttpRefusal(503, "too many large torrents at once: try again later");
    }
}
