package dunlin.cli;

import dunlin.protocol.SafeText;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sends what the parts log to the console, a line each: warnings, and with {@code -v} all that says
 * what goes on.
 */
final class Logging extends Handler {
    private final Console console;

    private Logging(Console console) {
        this.console = console;
    }

    /** Puts this in the place of every handler there was. @return the root, to be held on to */
    static Logger install(Console console, boolean verbose) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new Logging(console));
        root.setLevel(verbose ? Level.FINE : Level.WARNING);
        return root;
    }

    @Override
    public void publish(LogRecord event) {
        if (isLoggable(event)) {
            String message = new java.util.logging.SimpleFormatter().formatMessage(event);
            Throwable thrown = event.getThrown();
            console.note(
                    "dunlin: "
                            + SafeText.forTerminal(
                                    message + (thrown == null ? "" : ": " + thrown)));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
