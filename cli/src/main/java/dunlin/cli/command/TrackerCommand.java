package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.cli.option.StoreOptions;
import dunlin.cli.option.TrackerOptions;
import dunlin.cli.terminal.Console;
import dunlin.net.HostPort;
import dunlin.net.ReachableAddress;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.event.IndexEvents;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dunlin tracker}: runs an index server until it is interrupted. */
@Concerns(Matter.MEETING)
@Command(
        name = "tracker",
        description = "Run an index: it knows what is shared, and who has it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin tracker",
            "  dunlin tracker --members team.txt --tls cert.pem,key.pem --ban 203.0.113.0/24",
            "  dunlin tracker --listen 127.0.0.1:6969 --behind-proxy 127.0.0.1",
            "  dunlin tracker --swarms redis://r1:6379,r2:6379 --catalogue jdbc:postgresql://db/dunlin"
        })
public final class TrackerCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private final TrackerOptions tracker = new TrackerOptions();
    @Mixin private final StoreOptions stores = new StoreOptions();

    public TrackerCommand(Session session) {
        this.session = session;
    }

    /** Said once it listens; the names are a contract. */
    record Listening(String event, String http, String udp) {}

    @Override
    public Integer call() throws Exception {
        TrackerServer.Config config = tracker.read(session.options().network());
        Console console = session.console();
        try (IndexReporter reporter = new IndexReporter(console);
                TrackerServer server = start(config, reporter)) {
            String address = HostPort.format(ReachableAddress.of(server.address()));
            String url = (config.tls().isPresent() ? "https://" : "http://") + address;
            console.json(new Listening("listening", url, "udp://" + address));
            console.data("index at " + url);
            console.note("announces also at udp://" + address);
            console.note(TrackerOptions.told(config));
            String known = config.publicUrl().map(URI::toString).orElse(url);
            console.note("share with:  dunlin share PATH --tracker " + known);
            session.awaitInterrupt(Interrupts.FOR_EVER);
            console.note("closing the index");
        }
        return ExitCode.DONE.number();
    }

    private TrackerServer start(TrackerServer.Config config, IndexEvents events) throws Exception {
        Catalogue catalogue =
                stores.openCatalogue(session.folders().state(), session.console()::note);
        SwarmStore swarms;
        try {
            swarms = stores.openSwarms(config.interval().multipliedBy(5).dividedBy(2));
        } catch (Failure e) {
            catalogue.close();
            throw e;
        }
        try {
            return TrackerServer.start(
                    config, swarms, catalogue, Optional.of(new IndexSurvey()), events);
        } catch (IOException e) {
            if (e.getCause() instanceof BindException) {
                String line = ErrorReport.text(e) + "; choose another with --listen";
                throw new Failure(ExitCode.FAILED, line, e);
            }
            throw e;
        }
    }
}
