package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Sends what the parts log to the console, a line each: warnings, and with {@code -v} all that says
 * what goes on.
 */
final class Logging extends Handler {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    private final Console console;

    private Logging(Console console) {
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
        if (isLoggable(event) && !isAboutAStranger(event)) {
            String message = FORMATTER.formatMessage(event);
            Throwable thrown = event.getThrown();
            console.note("dunlin: " + message + (thrown == null ? "" : ": " + thrown));
        }
    }

    /** Jetty warns of what is wrong with a request, in the words of whoever sends it. */
    private static boolean isAboutAStranger(LogRecord event) {
        return String.valueOf(event.getLoggerName()).startsWith("org.eclipse.jetty")
                && event.getLevel().intValue() <= Level.WARNING.intValue();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
