package dunlin.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a pseudo-terminal of its own ({@code script}), as a person has it. */
class PromptTest {
    /** Said before and after each change of the screen, so also between two letters. */
    private static final List<String> DRAWING = List.of("\033[?2026h", "\033[?2026l");

    private static final String CTRL_C = "\003";
    private static final int PATIENCE_SECONDS = 40;
    private static final String CTRL_D = "\004";

    @TempDir Path folder;
    private @Nullable Process process;
    private final StringBuilder screen = new StringBuilder();

    @BeforeEach
    void requireScript() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(it -> Files.isExecutable(Path.of(it, "script"))),
                "script is not installed");
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            kill(process).waitFor();
        }
    }

    /** Whoever waits for what does not come hears the end instead. */
    private static Process kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        return process.destroyForcibly();
    }

    private void start(String term) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // "exec": a shell between them would take the interrupts that are typed for its own.
        String command =
                String.join(
                        " ",
                        List.of(
                                "stty rows 24 cols 100; exec '" + java + "'",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                "'" + System.getProperty("java.class.path") + "'",
                                "dunlin.cli.Main shell --bind 127.0.0.1 --port 0 --no-dht --no-lsd",
                                "--name alba --home",
                                "'" + folder.resolve("home") + "'"));
        ProcessBuilder builder =
                new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
                        .redirectErrorStream(true)
                        .directory(folder.toFile());
        builder.environment().put("TERM", term);
        builder.environment().put("SHELL", "/bin/sh"); // by which script runs it
        builder.environment().remove("NO_COLOR");
        Process started = builder.start();
        process = started;
        started.onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(_ -> kill(started));
    }

    private Process shell() {
        return Objects.requireNonNull(process);
    }

    private void type(String text) throws IOException {
        OutputStream keys = shell().getOutputStream();
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** Reads on until this appears; what came before it is forgotten. */
    private String await(String words) throws IOException {
        InputStream out = shell().getInputStream();
        while (true) {
            int at = screen.indexOf(words);
            if (at >= 0) {
                String before = screen.substring(0, at);
                screen.delete(0, at + words.length());
                return before;
            }
            int c = out.read();
            assertThat(c).as("it ends before '%s': %s", words, screen).isNotNegative();
            screen.append((char) c);
            for (String drawing : DRAWING) {
                if (screen.length() >= drawing.length()
                        && screen.lastIndexOf(drawing) == screen.length() - drawing.length()) {
                    screen.setLength(screen.length() - drawing.length());
                }
            }
        }
    }

    private int awaitEnd() throws Exception {
        shell().getInputStream().readAllBytes();
        assertThat(shell().waitFor(60, TimeUnit.SECONDS)).isTrue();
        return shell().exitValue();
    }

    @Test
    void completesSharesStopsACommandAndRemembersTheLines() throws Exception {
        Files.write(folder.resolve("a b.bin"), new byte[50_000]);
        start("xterm-256color");
        await("Ctrl-D leaves");
        await("0 shares"); // the line below the prompt
        type("sha\t");
        await("share ");
        type("a\t");
        await("b.bin");
        type("\r");
        await("served until the shell ends");
        await("1 share ");
        type("get magnet:?xt=urn:btih:" + "a".repeat(40) + "\r");
        await("asking peers what it is");
        type(CTRL_C);
        await("interrupted before it was done");
        await("\033[?2004h"); // ready for what is pasted, and typed
        type("loc a\t"); // of what is shared here
        await("b.bin");
        type(CTRL_C);
        await("\033[?2004h"); // ready for what is pasted, and typed
        type(CTRL_D);
        assertThat(awaitEnd()).isZero();
        Path history = folder.resolve("home/state/shell-history");
        assertThat(Files.readAllLines(history)).hasSize(2).first().asString().startsWith("share a");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
    }

    @Test
    void worksOnATerminalThatCanDoNothing() throws Exception {
        start("dumb");
        await("> ");
        type("id\r");
        await("alba");
        type("?\r");
        await("quit");
        await("> ");
        type("quit\r");
        assertThat(awaitEnd()).isZero();
        assertThat(screen.toString()).doesNotContain("\033[38");
    }

    @Test
    void closesItsPeerWhenItIsEnded() throws Exception {
        start("xterm-256color");
        await("0 shares");
        List<ProcessHandle> inside = shell().descendants().toList();
        inside.getLast().destroy(); // SIGTERM
        assertThat(awaitEnd()).isNotZero();
        assertThat(screen.toString()).doesNotContain("took too long");
    }
}
