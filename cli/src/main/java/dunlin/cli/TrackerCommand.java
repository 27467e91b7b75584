package dunlin.cli;

import dunlin.node.ReachableAddress;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dunlin tracker}: runs an index server until it is interrupted. */
@Command(
        name = "tracker",
        description = "Run an index: it knows what is shared, and who has it.",
        footerHeading = "%nExample:%n",
        footer = "  dunlin tracker --listen 0.0.0.0:6969")
final class TrackerCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    static final Duration ANNOUNCE_INTERVAL = Duration.ofMinutes(2);

    private final Session session;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "0.0.0.0:6969",
            description = "Where to listen (${DEFAULT-VALUE}); port 0 for any free one.")
    private HostPort listen = new HostPort("0.0.0.0", 6969);

    TrackerCommand(Session session) {
        this.session = session;
    }

    /** Said once it listens; the names are a contract. */
    record Listening(String event, String http, String udp) {}

    @Override
    public Integer call() throws Exception {
        Path state = session.folders().state();
        Files.createDirectories(state);
        TrackerServer.Config config =
                TrackerServer.Config.open(listen.resolve(), ANNOUNCE_INTERVAL);
        Path database = state.resolve("catalogue.db");
        Console console = session.console();
        try (TrackerServer server = start(config, database, new Reporter(console))) {
            String address = HostPort.format(ReachableAddress.of(server.address()));
            String url = "http://" + address;
            console.json(new Listening("listening", url, "udp://" + address));
            console.data("index at " + url);
            console.note("announces also at udp://" + address);
            console.note("share with:  dunlin share PATH --tracker " + url);
            session.awaitInterrupt(Interrupts.FOR_EVER);
            console.note("closing the index");
        }
        return ExitCode.DONE.number();
    }

    private static TrackerServer start(
            TrackerServer.Config config, Path database, Reporter reporter) throws Exception {
        try {
            return TrackerServer.start(config, database, reporter);
        } catch (IOException e) {
            if (e.getCause() instanceof BindException) {
                String line = ErrorReport.text(e) + "; choose another with --listen";
                throw new Failure(ExitCode.FAILED, line, e);
            }
            throw e;
        }
    }

    /** Says who comes, completes and goes, and who is left then. */
    private record Reporter(Console console) implements IndexEvents {
        @Override
        public void happened(IndexEvent event) {
            switch (event) {
                case IndexEvent.Peer peer -> say(line(peer));
                case IndexEvent.Share share -> say(line(share));
                case IndexEvent.Refused refused ->
                        say(
                                "refused %s of %s: %s"
                                        .formatted(
                                                refused.what(), refused.from(), refused.reason()));
            }
        }

        private static String line(IndexEvent.Peer peer) {
            String who =
                    peer.name()
                            .map(name -> name + " (" + peer.address() + ")")
                            .orElseGet(peer.address()::toString);
            String did =
                    switch (peer.change()) {
                        case STARTED -> "came for";
                        case COMPLETED -> "completed";
                        case STOPPED -> "left";
                        case EXPIRED -> "fell silent on";
                    };
            return "%s %s %s; %s and %s now"
                    .formatted(
                            who,
                            did,
                            peer.share(),
                            Units.count(peer.seeders(), "seeder"),
                            Units.count(peer.leechers(), "leecher"));
        }

        private static String line(IndexEvent.Share share) {
            String name = share.name();
            return switch (share.change()) {
                case REGISTERED -> "%s shares %s, id %s".formatted(share.by(), name, share.id());
                case HOLDER_ADDED -> "%s shares %s too".formatted(share.by(), name);
                case CHANGED -> "%s describes %s anew".formatted(share.by(), name);
                case REMOVED -> "%s withdrew %s".formatted(share.by(), name);
                case FORGOTTEN -> "%s is forgotten: nobody had it for long".formatted(name);
            };
        }

        private void say(String line) {
            console.note(TIME.format(LocalTime.now(ZoneId.systemDefault())) + "  " + line);
        }
    }
}
