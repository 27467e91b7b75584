package dunlin.overlay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.overlay.core.Gathering;
import dunlin.overlay.core.Search;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.SignedHits;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that wait until nobody holds a lock any more: made in the order in which they were noted,
 * one at a time, by whichever thread comes first. Thread-safe.
 */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    @GuardedBy("this")
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean running;

    /** Notes a call; makes none. */
    synchronized void later(Runnable call) {
        waiting.add(call);
    }

    /** A listener whose calls wait. */
    Search.Listener later(Search.Listener listener) {
        return new Search.Listener() {
            @Override
            public void found(SignedHits hits) {
                Calls.this.later(() -> listener.found(hits));
            }

            @Override
            public void over() {
                Calls.this.later(listener::over);
            }
        };
    }

    /** A listener whose calls wait. */
    Gathering later(Gathering listener) {
        return new Gathering() {
            @Override
            public void member(CardHead head, boolean itself) {
                Calls.this.later(() -> listener.member(head, itself));
            }

            @Override
            public void over(boolean all) {
                Calls.this.later(() -> listener.over(all));
            }
        };
    }

    /** Makes those that wait, unless somebody is at it: then they are left to that one. */
    void run() {
        for (Runnable call = next(true); call != null; call = next(false)) {
            try {
                call.run();
            } catch (RuntimeException | Error e) { // or nobody would be called any more
                LOG.error("A fault of ours in hearing the network", e);
            }
        }
    }

    private synchronized @Nullable Runnable next(boolean begins) {
        if (begins && running) {
            return null;
        }
        running = !waiting.isEmpty();
        return waiting.poll();
    }
}
