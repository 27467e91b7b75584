package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads the answer goes away: {@code dunlin share x --json | head -1}. */
class LostReaderTest {
    @TempDir Path folder;
    private final List<Process> running = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process one : running) {
            one.destroyForcibly().waitFor();
        }
    }

    private Process start(Path err, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dunlin.cli.Main"));
        command.addAll(List.of(words));
        command.addAll(
                List.of("--home", folder.resolve("home" + running.size()).toString(), "--json"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("DUNLIN_"));
        Process process =
                builder.redirectInput(new File("/dev/null")).redirectError(err.toFile()).start();
        running.add(process);
        return process;
    }

    private static void readOneLine(Process process) throws Exception {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).contains("\"event\"");
        }
    }

    @Test
    void aCommandThatRunsOnEndsWithoutAWord() throws Exception {
        Path file = Files.write(folder.resolve("data"), new byte[100_000]);
        List<Path> errors = List.of(folder.resolve("err0"), folder.resolve("err1"));
        Process tracker = start(errors.get(0), "tracker", "--listen", "127.0.0.1:0");
        Process share =
                start(errors.get(1), "share", file.toString(), "--bind", "127.0.0.1", "--port=0");
        readOneLine(tracker);
        readOneLine(share);

        for (Process one : running) {
            assertThat(one.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(one.exitValue()).as("done, or cut off where closing took long").isIn(0, 7);
        }
        for (Path error : errors) {
            assertThat(error).content().doesNotContain("dunlin:");
        }
    }

    @Test
    void aFetchThatWaitsForPeersEnds() throws Exception {
        Path err = folder.resolve("err");
        String id = "0123456789012345678901234567890123456789";
        Process get = start(err, "get", "magnet:?xt=urn:btih:" + id, "--timeout=0", "--port=0");

        get.getInputStream().close();

        assertThat(get.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(get.exitValue()).as("it is not done").isEqualTo(7);
        assertThat(err).content().doesNotContain("dunlin:");
    }
}
