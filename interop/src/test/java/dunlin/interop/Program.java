package dunlin.interop;

import static java.util.concurrent.TimeUnit.SECONDS;

import dunlin.testkit.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A child process whose output is kept line by line, and which does not outlive its test. */
final class Program implements AutoCloseable {
    /** What a fetch, a check and the like say of how far they are. */
    private static final Pattern DONE = Pattern.compile("\"done\":(\\d+)");

    /** Steps of what is counted as progress: more than a program does that only waits. */
    private static final Duration CPU_STEP = Duration.ofSeconds(3);

    private static final long BYTES_STEP = 1 << 20;

    private final List<String> command;
    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;
    private final AtomicInteger said = new AtomicInteger();
    private volatile String done = "";

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
        // Peers are found as each test says; one that is about these sets them otherwise.
        builder.environment().put("DUNLIN_NO_DHT", "true");
        builder.environment().put("DUNLIN_NO_LSD", "true");
        try {
            return new Program(whole, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Thread keep(InputStream stream, List<String> lines) {
        return Thread.ofVirtual()
                .start(() -> {
                    var reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
                    try (var buffered = new BufferedReader(reader)) {
                        buffered.lines()
                                .forEach(line -> {
                                    lines.add(line);
                                    note(line);
                                });
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("(output ended: " + e.getMessage() + ")");
                    }
                });
    }

    private void note(String line) {
        Matcher progress = DONE.matcher(line);
        if (progress.find()) {
            done = progress.group(1);
        } else {
            said.incrementAndGet();
        }
    }

    /** How far the program is; changes as long as it does more than to wait. */
    private record Position(int said, String done, long cpu, long bytes) {}

    private Position position() {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        long cpu =
                all.stream()
                        .flatMap(each -> each.info().totalCpuDuration().stream())
                        .mapToLong(Duration::toMillis)
                        .sum();
        long bytes = all.stream().mapToLong(each -> moved(each.pid())).sum();
        return new Position(said.get(), done, cpu / CPU_STEP.toMillis(), bytes / BYTES_STEP);
    }

    /** Bytes that a process has read and written (proc(5)); 0 where that is not known. */
    private static long moved(long pid) {
        try (Stream<String> counters = Files.lines(Path.of("/proc/" + pid + "/io"))) {
            return counters.filter(line -> line.startsWith("rchar") || line.startsWith("wchar"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
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

    /**
     * Asks again and again until there is an answer, as long as the program runs and does
     * something.
     */
    <T> T await(String what, Callable<Optional<T>> question) {
        return patiently(
                what,
                () -> {
                    boolean ended = !process.isAlive() && outputIsRead();
                    Optional<T> answer = question.call();
                    if (answer.isEmpty() && ended) {
                        throw new AssertionError("ended without " + what + this);
                    }
                    return answer;
                });
    }

    private <T> T patiently(String what, Callable<Optional<T>> question) {
        try {
            return Patience.await(() -> what + this, this::position, question);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what + this, e);
        } catch (Exception e) {
            throw new AssertionError("while waiting for " + what + this, e);
        }
    }

    /** Waits for the end of the program and of all its output. */
    int exitCode() {
        return patiently(
                "its end",
                () ->
                        process.isAlive() || !outputIsRead()
                                ? Optional.empty()
                                : Optional.of(process.exitValue()));
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
