package dunlin.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static final Terminal TERMINAL = terminal(24, 60);

    private static Terminal terminal(int rows, int columns) {
        return new Window(rows, columns);
    }

    /** One whose size changes. */
    private static final class Window implements Terminal {
        private int rows;
        private int columns;

        Window(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
        }

        @Override
        public boolean isTerminal(int stream) {
            return true;
        }

        @Override
        public int columns(int stream) {
            return columns;
        }

        @Override
        public int rows(int stream) {
            return rows;
        }
    }

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
        FakeScreen screen = new FakeScreen(24, 60);
        console.live(List.of("10 %", "peer a", "peer b"));
        console.live(List.of("20 %", "peer a"));
        console.note("a tracker fails");
        screen.write(err());
        assertThat(screen.lines()).containsExactly("a tracker fails", "20 %", "peer a");
        err.reset();
        console.live(List.of("30 %"));
        screen.write(err());
        assertThat(screen.lines()).containsExactly("a tracker fails", "30 %");
        assertThat(screen.cursorShown()).isFalse();
        err.reset();
        console.endLive();
        screen.write(err());
        assertThat(screen.lines()).containsExactly("a tracker fails");
        assertThat(screen.cursorShown()).isTrue();
    }

    @Test
    void neverScrollsWhatIsDrawnOverAndOver() {
        for (int rows = 1; rows < 30; rows++) {
            err.reset();
            Console console = console(terminal(rows, 20), false, false, false);
            FakeScreen screen = new FakeScreen(rows, 20);
            for (int frame = 0; frame < 20; frame++) {
                console.live(Collections.nCopies(25, "a line that is longer than the window"));
            }
            screen.write(err());
            assertThat(screen.scrolled()).isZero();
            assertThat(screen.lines()).hasSize(Math.min(25, rows - 1));
            err.reset();
            console.endLive();
            screen.write(err());
            assertThat(screen.lines()).isEmpty();
        }
    }

    @Test
    void leavesNothingBehindWhenTheWindowIsResized() {
        Window window = new Window(24, 100);
        Console console = console(window, false, false, false);
        FakeScreen screen = new FakeScreen(24, 100);
        console.note("before");
        for (int columns : new int[] {100, 60, 40, 33, 90, 20, 100}) {
            window.columns = columns;
            screen.resize(24, columns);
            String line = new Ink(true).dim("x".repeat(columns - 1));
            console.live(List.of(line, "a short one", line));
            screen.write(err());
            err.reset();
            assertThat(screen.lines())
                    .as("%d columns", columns)
                    .containsExactly(
                            "before",
                            "x".repeat(columns - 1),
                            "a short one",
                            "x".repeat(columns - 1));
        }
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
    void onlyTheThreadOfTheCommandWaitsForAHaltedTerminal() throws Exception {
        CountDownLatch goesOn = new CountDownLatch(1);
        OutputStream halted =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) {
                        try {
                            goesOn.await();
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                        err.write(bytes, from, count);
                    }
                };
        PrintStream stream = new PrintStream(halted, true, StandardCharsets.UTF_8);
        Console console =
                new Console(
                        stream,
                        stream,
                        Terminal.NONE,
                        new Console.Style(false, false, false, false));
        Thread other =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; i < 3_000; i++) {
                                console.note("line");
                            }
                        });
        assertThat(other.join(Duration.ofSeconds(60))).isTrue();
        goesOn.countDown();
        console.close();
        console.note("the end");
        assertThat(err().lines().filter("line"::equals).count()).isBetween(1_000L, 1_001L);
        assertThat(err()).endsWith("the end\n");
    }

    @Test
    void cutsALineThatAStrangerMadeLong() {
        console(Terminal.NONE, false, false, false).note("x".repeat(1 << 20));
        assertThat(err()).hasSize(2_001);
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
