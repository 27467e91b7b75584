package dunlin.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static final Terminal TERMINAL =
            new Terminal() {
                @Override
                public boolean isTerminal(int stream) {
                    return true;
                }

                @Override
                public int columns(int stream) {
                    return 60;
                }

                @Override
                public int rows(int stream) {
                    return 24;
                }
            };

    private Console console(Terminal terminal, boolean json, boolean quiet, boolean plain) {
        return new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                new Console.Style(json, false, quiet, plain));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void redrawsInPlaceAndKeepsMessagesAbove() {
        Console console = console(TERMINAL, false, false, false);
        FakeScreen screen = new FakeScreen();
        console.live(List.of("10 %", "peer a", "peer b"));
        console.live(List.of("20 %", "peer a"));
        console.note("a tracker fails");
        console.live(List.of("30 %"));
        screen.write(err());
        assertThat(screen.lines()).containsExactly("a tracker fails", "30 %");
        assertThat(screen.cursorShown()).isFalse();
        err.reset();
        console.endLive(false);
        screen.write(err());
        assertThat(screen.lines()).containsExactly("a tracker fails");
        assertThat(screen.cursorShown()).isTrue();
    }

    @Test
    void drawsNothingWhereThereIsNoTerminalOrItIsNotWanted() {
        console(Terminal.NONE, false, false, false).live(List.of("10 %"));
        console(TERMINAL, false, true, false).live(List.of("10 %"));
        console(TERMINAL, false, false, true).live(List.of("10 %"));
        assertThat(err()).isEmpty();
    }

    @Test
    void keepsStdoutToTheAnswer() {
        Console console = console(Terminal.NONE, true, false, false);
        console.data("for a person");
        console.note("beside it");
        console.json(Map.of("name", "Ü"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"name\":\"Ü\"}\n");
        assertThat(err()).isEqualTo("beside it\n");
    }

    @Test
    void quietLeavesTheAnswerAndErrors() {
        Console console = console(Terminal.NONE, false, true, false);
        console.note("beside it");
        console.data("the answer");
        console.warn("an error\033[2J");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("the answer\n");
        assertThat(err()).isEqualTo("dunlin: an error\\u001b[2J\n");
    }
}
