package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.LinePace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends what the parts log to the console, a line each: warnings, and with {@code -v} all that says
 * what goes on. Strangers can bring about most of it; so each part may say so much in a second, and
 * how long a line may be, and of which characters, the console knows.
 */
final class Logging extends Handler {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    private static final int WARNINGS_PER_SECOND = 5;
    private static final int DETAILS_PER_SECOND = 100;

    private final Console console;

    /** One for the warnings and one for the details of each logger, of which there are few. */
    private final Map<String, LinePace> paces = new ConcurrentHashMap<>();

    Logging(Console console) {
        this.console = console;
    }

    /**
     * Puts this in the place of every handler there was.
     *
     * @return the logger of our own parts, to be held on to: one that nobody holds loses its level
     */
    static Logger install(Console console, boolean verbose) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new Logging(console));
        root.setLevel(Level.WARNING);
        Logger ours = Logger.getLogger("dunlin");
        ours.setLevel(verbose ? Level.FINE : Level.WARNING);
        return ours;
    }

    @Override
    public void publish(LogRecord event) {
        if (isLoggable(event)) {
            pace(event).take(System.nanoTime() / 1_000_000_000).ifPresent(it -> say(event, it));
        }
    }

    private LinePace pace(LogRecord event) {
        boolean isWarning = event.getLevel().intValue() >= Level.WARNING.intValue();
        return paces.computeIfAbsent(
                event.getLoggerName() + isWarning,
                _ -> new LinePace(isWarning ? WARNINGS_PER_SECOND : DETAILS_PER_SECOND));
    }

    private void say(LogRecord event, int leftOut) {
        String message = FORMATTER.formatMessage(event);
        Throwable thrown = event.getThrown();
        console.note(
                "dunlin: "
                        + message
                        + (thrown == null ? "" : ": " + thrown)
                        + (leftOut == 0 ? "" : " (%d more before it)".formatted(leftOut)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
