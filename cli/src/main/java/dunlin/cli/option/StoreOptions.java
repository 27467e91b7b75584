package dunlin.cli.option;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cluster.Stores;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code dunlin tracker} that say where it keeps what it knows. */
public final class StoreOptions {
    @Option(
            names = "--swarms",
            paramLabel = "URL",
            description = {
                "Keep who has what on a Redis Cluster or server, for several trackers together"
                        + " (usually in memory):",
                "redis://host:port[,host:port...]"
            })
    private @Nullable String swarms;

    @Option(
            names = "--catalogue",
            paramLabel = "URL",
            description = {
                "Keep the catalogue on PostgreSQL, for several trackers together (usually in a file"
                        + " below --home):",
                "jdbc:postgresql://host/database?user=…&password=…"
            })
    private @Nullable String catalogue;

    /** Opens the catalogue: the one named, or the file below {@code state}. */
    public Catalogue openCatalogue(Path state) throws Failure, IOException {
        if (catalogue == null) {
            return TrackerServer.catalogue(Files.createDirectories(state).resolve("catalogue.db"));
        }
        try {
            return Stores.openCatalogue(catalogue);
        } catch (IOException e) {
            throw unusable("--catalogue", e);
        }
    }

    /**
     * Opens the store of the swarms: the one named, or memory.
     *
     * @param silence how long after its last announce a peer counts as gone
     */
    public SwarmStore openSwarms(Duration silence) throws Failure {
        if (swarms == null) {
            return TrackerServer.swarms();
        }
        try {
            return Stores.openSwarms(swarms, silence);
        } catch (IOException e) {
            throw unusable("--swarms", e);
        }
    }

    private static Failure unusable(String option, IOException why) {
        return new Failure(
                ExitCode.UNREACHABLE,
                ErrorReport.text(why) + "; check " + option + ", and whether it runs",
                why);
    }
}
