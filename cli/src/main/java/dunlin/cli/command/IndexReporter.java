package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.LinePace;
import dunlin.cli.terminal.Units;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says to whoever runs an index who comes, completes and goes, and who is left then; what is shared
 * and withdrawn; and whom it refuses what, and why.
 *
 * <p>A platform thread of its own writes the lines, so that no announce waits for a terminal that
 * somebody halted, nor for the name of a share. Thread-safe.
 */
final class IndexReporter implements IndexEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexReporter.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** More comings and goings a second nobody reads, and announces would wait for the terminal. */
    private static final int PEERS_PER_SECOND = 20;

    /** More than these wait only if writing is halted; then they are left out. */
    private static final int MOST_WAITING = 1_000;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Console console;
    private final LinePace pace = new LinePace(PEERS_PER_SECOND);
    private final BlockingQueue<Told> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicInteger untold = new AtomicInteger();
    private final Thread writer;

    /**
     * @param leftOut how many others before it are not told
     */
    private record Told(int leftOut, IndexEvent event) {}

    IndexReporter(Console console) {
        this.console = console;
        this.writer = Thread.ofPlatform().name("index-reporter").daemon().start(this::write);
    }

    @Override
    public void happened(IndexEvent event) {
        OptionalInt leftOut =
                event instanceof IndexEvent.Peer
                        ? pace.take(System.nanoTime() / 1_000_000_000)
                        : OptionalInt.of(0);
        if (leftOut.isPresent()) {
            int before = leftOut.getAsInt() + untold.getAndSet(0);
            if (!waiting.offer(new Told(before, event))) {
                untold.addAndGet(before + 1);
            }
        }
    }

    private void write() {
        try {
            while (true) {
                Told next = waiting.take();
                try {
                    say(next);
                } catch (RuntimeException e) {
                    LOG.error("an event could not be told", e);
                }
            }
        } catch (InterruptedException e) {
            waiting.forEach(this::say);
        }
    }

    private void say(Told told) {
        if (told.leftOut() > 0) {
            say("and " + told.leftOut() + " more events");
        }
        say(
                switch (told.event()) {
                    case IndexEvent.Peer peer -> line(peer);
                    case IndexEvent.Share share -> line(share);
                    case IndexEvent.Refused refused -> line(refused);
                });
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
                        peer.share().get(),
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

    private static String line(IndexEvent.Refused refused) {
        String from = refused.from().address().getHostAddress();
        return "refused %s of %s: %s".formatted(refused.what(), from, refused.reason());
    }

    private void say(String line) {
        console.noteNow(TIME.format(LocalTime.now(ZoneId.systemDefault())) + "  " + line);
    }

    /** Ends after the lines that wait. */
    @Override
    public void close() throws InterruptedException {
        writer.interrupt();
        writer.join(CLOSING);
    }
}
