package dunlin.cli;

import dunlin.cluster.redis.RedisSwarmStore;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.SwarmStore;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code dunlin tracker} that say where it keeps what it knows. */
final class StoreOptions {
    @Option(
            names = "--swarms",
            paramLabel = "URL",
            description = {
                "Keep who has what on Redis, for several trackers together:"
                        + " redis://host:port[,host:port...], a Cluster or one server. Otherwise in memory."
            })
    private @Nullable String swarms;

    /**
     * Opens the store of the swarms.
     *
     * @param silence how long after its last announce a peer counts as gone
     */
    SwarmStore openSwarms(Duration silence) throws Failure {
        if (swarms == null) {
            return TrackerServer.swarms();
        }
        try {
            return RedisSwarmStore.open(swarms, silence);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    ErrorReport.text(e) + "; check --swarms, and whether it runs",
                    e);
        }
    }
}
