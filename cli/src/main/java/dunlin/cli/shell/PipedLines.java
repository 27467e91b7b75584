package dunlin.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;

/**
 * Lines from a pipe or a file, without a prompt. They are read on a thread of their own, since no
 * interrupt ends the reading of a pipe.
 */
final class PipedLines implements LineSource {
    /** Longer than any command. */
    private static final int MAX_LINE = 1 << 20;

    private final SynchronousQueue<Optional<String>> lines = new SynchronousQueue<>();
    private final PrintStream out;
    private final PrintStream err;
    private boolean ended;

    PipedLines(InputStream in, PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Thread.ofPlatform().daemon().name("lines").start(() -> read(reader));
    }

    private void read(BufferedReader reader) {
        try {
            StringBuilder line = new StringBuilder();
            for (int c = reader.read(); c >= 0 && line.length() < MAX_LINE; c = reader.read()) {
                if (c == '\n') {
                    lines.put(Optional.of(line.toString()));
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
            if (!line.isEmpty()) {
                lines.put(Optional.of(line.toString()));
            }
            lines.put(Optional.empty());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            offerEnd();
        }
    }

    private void offerEnd() {
        try {
            lines.put(Optional.empty());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<String> next() throws InterruptedException {
        if (ended) {
            return Optional.empty();
        }
        Optional<String> next = lines.take();
        ended = next.isEmpty();
        return next;
    }

    @Override
    public void onStop(Runnable stop) {}

    @Override
    public void print(boolean isAnswer, String line) {
        PrintStream stream = isAnswer ? out : err;
        stream.println(line);
        stream.flush();
    }

    @Override
    public void status(String line) {}

    @Override
    public int rowsTaken() {
        return 0;
    }

    @Override
    public void close() {}
}
