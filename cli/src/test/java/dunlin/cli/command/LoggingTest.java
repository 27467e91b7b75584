package dunlin.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final Logging logging =
            new Logging(
                    new Console(
                            stream,
                            stream,
                            Terminal.NONE,
                            new Console.Style(false, false, false, true)));

    private void log(String logger, Level level, String message) {
        LogRecord event = new LogRecord(level, message);
        event.setLoggerName(logger);
        logging.publish(event);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatStrangersBringAboutInOnePartIsSaidAFewTimesASecond() {
        for (int i = 0; i < 2_000; i++) {
            log("dunlin.peer.Some", Level.WARNING, "stranger " + i + " broke");
        }
        assertThat(said().lines().count()).isLessThan(100);
    }

    @Test
    void onePartThatSaysMuchKeepsNoOtherQuiet() {
        for (int i = 0; i < 2_000; i++) {
            log("dunlin.peer.Some", Level.FINE, "stranger " + i + " broke");
        }
        log("dunlin.peer.Some", Level.WARNING, "cannot accept");
        log("dunlin.storage.Other", Level.WARNING, "the disk fails");
        assertThat(said()).contains("cannot accept").contains("the disk fails");
    }

    @Test
    void aStrangersWordsStayOneLineThatShowsWhatItHolds() {
        log("dunlin.peer.Some", Level.WARNING, "reads\r\ndunlin: all is well\033[2J");
        assertThat(said()).isEqualTo("dunlin: reads\\u000d\\u000adunlin: all is well\\u001b[2J\n");
    }
}
