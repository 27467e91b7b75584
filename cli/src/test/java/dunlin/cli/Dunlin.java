package dunlin.cli;

import dunlin.cli.command.Interrupts;
import dunlin.cli.command.Session;
import dunlin.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command in this process, and keeps what it says. */
public final class Dunlin {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /** How a run ended. */
    public record Run(int code, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }

        public List<JsonNode> jsonLines() {
            return out.lines().map(JsonMapper.shared()::readTree).toList();
        }
    }

    private final Map<String, String> environment = new HashMap<>();

    /**
     * @param home where this run keeps its state
     */
    public Dunlin(Path home) {
        environment.put("HOME", home.toString());
        // No test reaches out by itself; one that is about these sets them otherwise.
        environment.put("DUNLIN_NO_DHT", "true");
        environment.put("DUNLIN_NO_LSD", "true");
    }

    /**
     * A peer of that name, on this machine only, on any free port.
     *
     * @param folder below which it has a home of its own
     */
    public static Dunlin peer(Path folder, String name) {
        return new Dunlin(folder)
                .with("DUNLIN_HOME", folder.resolve("home-" + name).toString())
                .with("DUNLIN_NAME", name)
                .with("DUNLIN_BIND", "127.0.0.1")
                .with("DUNLIN_PORT", "0")
                .with("DUNLIN_NO_DHT", "true")
                .with("DUNLIN_NO_LSD", "true");
    }

    public Dunlin with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs a command to its end. */
    public Run run(Object... arguments) {
        return runWith("", arguments);
    }

    /** Runs a command to its end that reads this. */
    public Run runWith(String input, Object... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return execute(in, new Lines(), new Lines(), arguments);
    }

    /** Begins a command that goes on until it is stopped. */
    public Running start(Object... arguments) {
        return new Running(InputStream.nullInputStream(), arguments);
    }

    /** Begins a command that reads what comes. */
    public Running start(Input input, Object... arguments) {
        return new Running(input.in, arguments);
    }

    /** What a command reads, line by line. */
    public static final class Input implements AutoCloseable {
        private final PipedInputStream in = new PipedInputStream();
        private final PipedOutputStream out;

        public Input() throws IOException {
            out = new PipedOutputStream(in);
        }

        public void line(String line) throws IOException {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private Run execute(InputStream in, Lines out, Lines err, Object... arguments) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Session session =
                new Session(
                                outStream,
                                errStream,
                                environment,
                                () -> Terminal.NONE,
                                new Interrupts())
                        .reading(in);
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int code = new Program(session, outStream, errStream).run(words);
        return new Run(code, out.text(), err.text());
    }

    /** A command that runs on a thread of its own. */
    public final class Running implements AutoCloseable {
        private final Lines out = new Lines();
        private final Lines err = new Lines();
        private final CompletableFuture<Run> end = new CompletableFuture<>();
        private final Thread thread;

        private Running(InputStream in, Object... arguments) {
            thread = new Thread(() -> end.complete(execute(in, out, err, arguments)));
            thread.setUncaughtExceptionHandler((_, e) -> end.completeExceptionally(e));
            thread.start();
        }

        /** Waits for a JSON line with this event on stdout. */
        public JsonNode await(String event) throws InterruptedException {
            while (true) {
                JsonNode line = JsonMapper.shared().readTree(out.next(this));
                if (line.path("event").asString("").equals(event)) {
                    return line;
                }
            }
        }

        /** Waits for a line on stderr with these words. */
        public String awaitMessage(String words) throws InterruptedException {
            while (true) {
                String line = err.next(this);
                if (line.contains(words)) {
                    return line;
                }
            }
        }

        /** Waits for a line on stdout with these words. */
        public String awaitAnswer(String words) throws InterruptedException {
            while (true) {
                String line = out.next(this);
                if (line.contains(words)) {
                    return line;
                }
            }
        }

        /** Does what Ctrl-C does, and waits for the end. */
        Run stop() throws Exception {
            thread.interrupt();
            return end();
        }

        /** Waits for the end. */
        Run end() throws Exception {
            return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            thread.interrupt();
            end.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }

        @Override
        public String toString() {
            return "out: " + out.text() + "\nerr: " + err.text();
        }
    }

    /** Collects what is written, and hands it on line by line. */
    private static final class Lines extends OutputStream {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            all.write(b);
            if (b == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }

        String next(Running running) throws InterruptedException {
            @Nullable String next = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("it did not come; there was\n" + running);
            }
            return next;
        }

        synchronized String text() {
            return all.toString(StandardCharsets.UTF_8);
        }
    }
}
