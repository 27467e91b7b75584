package dunlin.tracker.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether the index can do its work: both of its stores are asked for something small, and the
 * catalogue takes a write. However many ask, it is looked at once in a second. Thread-safe.
 */
public final class Health {
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    /** Longer than the stores need to say that they are broken. */
    private static final int PATIENCE_SECONDS = 12;

    private final SwarmStore swarms;
    private final Catalogue catalogue;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable HttpResponse last;

    @GuardedBy("lock")
    private long lastAt;

    public Health(SwarmStore swarms, Catalogue catalogue) {
        this.swarms = swarms;
        this.catalogue = catalogue;
    }

    private interface Check {
        void run() throws TrackerRejection;
    }

    /** Status 200 if all is well, 503 if not; either way what works and what does not. */
    public HttpResponse show() {
        try {
            if (!lock.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return answer(false, checks().put("catalogue", "it does not answer"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer(false, checks().put("catalogue", "the index closes"));
        }
        try {
            HttpResponse known = last;
            if (known != null && System.nanoTime() - lastAt < FRESH) {
                return known;
            }
            HttpResponse now = look();
            last = now;
            lastAt = System.nanoTime();
            return now;
        } finally {
            lock.unlock();
        }
    }

    private HttpResponse look() {
        ObjectNode checks = checks();
        boolean well = check(checks, "swarms", swarms::totals);
        well &= check(checks, "catalogue", () -> catalogue.list(0, 1));
        well &= check(checks, "registering", catalogue::probe);
        return answer(well, checks);
    }

    private static ObjectNode checks() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static HttpResponse answer(boolean well, ObjectNode checks) {
        ObjectNode health =
                JsonNodeFactory.instance.objectNode().put("status", well ? "ok" : "failing");
        health.set("checks", checks);
        return HttpResponse.json(well ? 200 : 503, health.toString());
    }

    private static boolean check(ObjectNode checks, String name, Check check) {
        try {
            check.run();
            checks.put(name, "ok");
            return true;
        } catch (TrackerRejection e) {
            checks.put(name, e.getMessage());
            return false;
        }
    }
}
