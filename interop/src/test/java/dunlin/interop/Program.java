package dunlin.interop;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A child process whose output is kept line by line, and which does not outlive its test. */
final class Program implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long a program may take to its end: some carry 4 GiB while other tests use the disk. */
    private static final Duration WHOLE_RUN = Duration.ofMinutes(4);

    private final List<String> command;
    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private Program(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.readers =
                List.of(
                        keep(process.getInputStream(), output),
                        keep(process.getErrorStream(), errors));
    }

    static Program start(Host host, Path folder, List<String> command) {
        List<String> whole = host.command(command);
        var builder = new ProcessBuilder(whole).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DUNLIN_"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            return new Program(whole, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread keep(InputStream stream, List<String> lines) {
        return Thread.ofVirtual()
                .start(() -> {
                    var reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
                    try (var buffered = new BufferedReader(reader)) {
                        buffered.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("(output ended: " + e.getMessage() + ")");
                    }
                });
    }

    List<String> output() {
        return List.copyOf(output);
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    /**
     * The first line of standard output that matches, waiting for it as long as the program runs.
     */
    String awaitLine(String what, Predicate<String> matches) {
        return await(what, () -> output.stream().filter(matches).findFirst());
    }

    /** Asks again and again until there is an answer, as long as the program runs. */
    <T> T await(String what, Callable<Optional<T>> question) {
        return patiently(what + this)
                .until(
                        () -> {
                            boolean ended = !process.isAlive() && outputIsRead();
                            Optional<T> answer = question.call();
                            if (answer.isEmpty() && ended) {
                                throw new AssertionError("ended without " + what + this);
                            }
                            return answer;
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO);
    }

    /** Waits for the end of the program and of all its output. */
    int exitCode() {
        try {
            if (!process.waitFor(WHOLE_RUN.toSeconds(), SECONDS)) {
                throw new AssertionError("still running" + this);
            }
            for (Thread reader : readers) {
                reader.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting" + this, e);
        }
    }

    private boolean outputIsRead() {
        return readers.stream().noneMatch(Thread::isAlive);
    }

    /** Writes a line to its standard input. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** What a person does with Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, SECONDS)) {
            kill();
        }
    }

    /** The command and the end of what it said, for the message of a test that fails. */
    @Override
    public String toString() {
        return "\n  %s\n  said: %s\n  and: %s"
                .formatted(String.join(" ", shortened()), last(output), last(errors));
    }

    private List<String> shortened() {
        return command.stream().map(word -> word.length() > 300 ? "..." : word).toList();
    }

    private static String last(List<String> lines) {
        List<String> copy = List.copyOf(lines);
        return String.join("\n    ", copy.subList(Math.max(0, copy.size() - 15), copy.size()));
    }
}
