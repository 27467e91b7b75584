package dunlin.tracker.memory;

import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.util.concurrent.atomic.AtomicInteger;

/** A number of places that are taken and given back. Thread-safe. */
final class Capacity {
    private final String what;
    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    Capacity(String what, int max) {
        this.what = what;
        this.max = max;
    }

    void take() throws TrackerRejection {
        if (!tryTake()) {
            throw new TrackerRejection(
                    Reason.FULL, "this index is full: it holds " + max + " " + what);
        }
    }

    /** Takes a place if there is one. */
    boolean tryTake() {
        if (taken.incrementAndGet() > max) {
            taken.decrementAndGet();
            return false;
        }
        return true;
    }

    int taken() {
        return taken.get();
    }

    void giveBack() {
        taken.decrementAndGet();
    }
}
