package dunlin.cli.option;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Units;
import dunlin.cluster.Stores;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.sqlite.SqliteCatalogue.Rebuilt;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueUnusable;
import dunlin.tracker.store.CatalogueUnusable.Why;
import dunlin.tracker.store.SwarmStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
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

    @Option(
            names = "--rebuild",
            fallbackValue = "true",
            description =
                    "First make a damaged catalogue anew of what can be read of it; the damaged one is kept.")
    private boolean rebuild;

    /**
     * Opens the catalogue: the one named, or the file below {@code state}.
     *
     * @param told is told what was rebuilt
     */
    public Catalogue openCatalogue(Path state, Consumer<String> told) throws Failure, IOException {
        if (catalogue == null) {
            return inFile(Files.createDirectories(state).resolve("catalogue.db"), told);
        }
        if (rebuild) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--rebuild is for a catalogue in a file; leave out one of both");
        }
        try {
            return Stores.openCatalogue(catalogue);
        } catch (IOException e) {
            throw unusable("--catalogue", e);
        }
    }

    private Catalogue inFile(Path file, Consumer<String> told) throws Failure, IOException {
        try {
            if (rebuild) {
                Rebuilt rebuilt = TrackerServer.rebuild(file);
                told.accept(
                        "the catalogue is made anew, with "
                                + Units.count(rebuilt.shares(), "share"));
                rebuilt.damaged()
                        .ifPresent(kept -> told.accept("the damaged one is kept: " + kept));
            }
            return TrackerServer.catalogue(file);
        } catch (CatalogueUnusable e) {
            throw new Failure(
                    e.why() == Why.NEWER ? ExitCode.FAILED : ExitCode.DISK,
                    ErrorReport.text(e) + "; " + advice(e.why()),
                    e);
        }
    }

    private static String advice(Why why) {
        return switch (why) {
            case DAMAGED ->
                    "dunlin tracker --rebuild keeps what can be read, and peers register the rest again";
            case READ_ONLY -> "change who may write there, or use another --home";
            case FULL -> "make room";
            case OBSTRUCTED -> "move it away, or use another --home";
            case BUSY -> "end the other index, or use another --home";
            case NEWER -> "use that version, or another --home";
            case FAILED -> "check the disk, and who may use it";
        };
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
