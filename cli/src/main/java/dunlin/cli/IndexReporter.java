package dunlin.cli;

import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.OptionalInt;

/**
 * Says to whoever runs an index who comes, completes and goes, and who is left then; what is shared
 * and withdrawn; and whom it refuses what, and why.
 */
final class IndexReporter implements IndexEvents {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** More comings and goings a second nobody reads, and announces would wait for the terminal. */
    private static final int PEERS_PER_SECOND = 20;

    private final Console console;
    private final LinePace pace = new LinePace(PEERS_PER_SECOND);

    IndexReporter(Console console) {
        this.console = console;
    }

    @Override
    public void happened(IndexEvent event) {
        switch (event) {
            case IndexEvent.Peer peer -> sayIfThereIsRoom(peer);
            case IndexEvent.Share share -> say(line(share));
            case IndexEvent.Refused refused ->
                    say(
                            "refused %s of %s: %s"
                                    .formatted(
                                            refused.what(),
                                            refused.from().address().getHostAddress(),
                                            refused.reason()));
        }
    }

    private void sayIfThereIsRoom(IndexEvent.Peer peer) {
        OptionalInt leftOut = pace.take(System.nanoTime() / 1_000_000_000);
        if (leftOut.isPresent()) {
            if (leftOut.getAsInt() > 0) {
                say("and " + leftOut.getAsInt() + " more came, completed or left");
            }
            say(line(peer));
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
