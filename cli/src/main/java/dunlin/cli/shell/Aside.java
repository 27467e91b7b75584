package dunlin.cli.shell;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is said beside the commands: at once while the next line is awaited, otherwise when a
 * command has ended, so that it falls into nobody's words. So many lines wait, and further ones are
 * left out. Thread-safe.
 */
final class Aside {
    private static final int MOST_WAITING = 200;

    private record Line(boolean isAnswer, String text) {}

    private final LineSource lines;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Line> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean isHeld;

    @GuardedBy("lock")
    private int leftOut;

    Aside(LineSource lines) {
        this.lines = lines;
    }

    /** A stream whose lines are said here. */
    PrintStream stream(boolean isAnswer) {
        return new PrintStream(new Cutter(isAnswer), true, StandardCharsets.UTF_8);
    }

    /** A command begins: what is said waits. */
    void hold() {
        lock.lock();
        try {
            isHeld = true;
        } finally {
            lock.unlock();
        }
    }

    /** The command has ended: what waits is said. */
    void release() {
        lock.lock();
        try {
            isHeld = false;
            waiting.forEach(line -> lines.print(line.isAnswer(), line.text()));
            waiting.clear();
            if (leftOut > 0) {
                lines.print(false, "dunlin: " + leftOut + " lines after this are left out");
                leftOut = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void say(Line line) {
        lock.lock();
        try {
            if (!isHeld) {
                lines.print(line.isAnswer(), line.text());
            } else if (waiting.size() < MOST_WAITING) {
                waiting.add(line);
            } else {
                leftOut++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Cuts what is written into lines. */
    private final class Cutter extends OutputStream {
        private final boolean isAnswer;
        private final java.io.ByteArrayOutputStream begun = new java.io.ByteArrayOutputStream();

        private Cutter(boolean isAnswer) {
            this.isAnswer = isAnswer;
        }

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                say(new Line(isAnswer, begun.toString(StandardCharsets.UTF_8)));
                begun.reset();
            } else {
                begun.write(b);
            }
        }
    }
}
