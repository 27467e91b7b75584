package dunlin.tracker.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.Places;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The few places for torrents that are large, so that those which come and go at once fit the
 * memory. Thread-safe.
 */
final class LargePlaces {
    /** Bytes that a torrent may have without a place. */
    static final int LARGE = 256 * 1024;

    private static final int PLACES = 8;

    /** For so long others may finish by themselves; then they have to give way. */
    private static final long COURTESY = TimeUnit.SECONDS.toNanos(2);

    /** Longer than a drip can last, whoever's it is. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(12);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    @GuardedBy("lock")
    private final Places<HttpRequest> places = new Places<>(PLACES, PLACES, address -> false);

    /**
     * Takes a place if so many bytes need one; waits a little for it.
     *
     * @param request by which they come or go; cut off if it has to give its place to another
     * @return gives it back
     * @throws HttpRefusal (503) if none becomes free
     */
    Runnable take(long bytes, HttpRequest request) throws HttpRefusal {
        if (bytes <= LARGE) {
            return () -> {};
        }
        long start = System.nanoTime();
        try {
            awaitFree(COURTESY);
            do {
                if (entered(request)) {
                    return () -> leave(request);
                }
            } while (awaitFree(PATIENCE - (System.nanoTime() - start)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new HttpRefusal(503, "too many large torrents at once: try again later");
    }

    /**
     * @return whether there is a free place, which is the first one's who takes it
     */
    private boolean awaitFree(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (places.isFull() && left > 0) {
                left = freed.awaitNanos(left);
            }
            return !places.isFull();
        } finally {
            lock.unlock();
        }
    }

    private boolean entered(HttpRequest request) {
        Optional<HttpRequest> givesWay;
        lock.lock();
        try {
            Places.Outcome<HttpRequest> outcome = places.enterBusy(request, request.sender());
            if (!outcome.admitted()) {
                return false;
            }
            givesWay = outcome.givesWay();
        } finally {
            lock.unlock();
        }
        givesWay.ifPresent(HttpRequest::cut);
        return true;
    }

    private void leave(HttpRequest request) {
        lock.lock();
        try {
            places.leave(request);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
