package dunlin.tracker.metrics;

import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.HttpResponse;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whether the index can do its work: both of its stores are asked for something small. */
public final class Health {
    private final SwarmStore swarms;
    private final Catalogue catalogue;

    public Health(SwarmStore swarms, Catalogue catalogue) {
        this.swarms = swarms;
        this.catalogue = catalogue;
    }

    private interface Check {
        void run() throws TrackerRejection;
    }

    /** Status 200 if all is well, 503 if not; either way what works and what does not. */
    public HttpResponse show() {
        ObjectNode checks = JsonNodeFactory.instance.objectNode();
        boolean well = check(checks, "swarms", swarms::totals);
        well &= check(checks, "catalogue", () -> catalogue.list(0, 1));
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
