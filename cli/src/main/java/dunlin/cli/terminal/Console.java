package dunlin.cli.terminal;

import dunlin.protocol.SafeText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a command says things: what was asked for goes to stdout, everything else to stderr. With
 * {@code --json} stdout carries JSON only. Thread-safe.
 *
 * <p>A terminal may be halted, and a pipe be read by nobody: then the thread that made the console,
 * which runs the command, waits, and so does who calls {@link #noteNow}. All others hand over what
 * they say and go on; of their messages so many wait, and further ones are left out.
 */
public final class Console implements AutoCloseable {
    /**
     * How to say it.
     *
     * @param json whether the answer is wanted as JSON
     * @param verbose whether details are wanted
     * @param quiet whether nothing but the answer and errors is wanted
     * @param plain whether colour and live views are not wanted, terminal or not
     */
    public record Style(boolean json, boolean verbose, boolean quiet, boolean plain) {}

    /** The longest message, in characters: strangers have a part in some. */
    private static final int LONGEST_NOTE = 2_000;

    /** The longest trace, in lines. */
    private static final int MAX_TRACE = 500;

    private static final Duration SETTLING = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread owner = Thread.currentThread();
    private final Scribe scribe = new Scribe(this::tellLeftOut);
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final Style style;
    private final Ink ink;
    private final boolean isLive;
    private final LiveRegion live;

    /** Writes answers to {@code out}, and all else to {@code err}. */
    public Console(PrintStream out, PrintStream err, Terminal terminal, Style style) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.style = style;
        this.ink = new Ink(!style.plain() && terminal.isTerminal(Terminal.STDOUT));
        this.isLive = !style.plain() && !style.quiet() && terminal.isTerminal(Terminal.STDERR);
        this.live = new LiveRegion(err, terminal);
    }

    /** Whether the answer is wanted as JSON. */
    public boolean json() {
        return style.json();
    }

    /** Emphasis for {@link #data}. */
    public Ink ink() {
        return ink;
    }

    /** Emphasis for {@link #note} and {@link #live}. */
    public Ink noteInk() {
        return new Ink(isLive);
    }

    /** Whether {@link #live} draws; otherwise progress is told in plain lines, now and then. */
    public boolean isLive() {
        return isLive;
    }

    /** Columns of the terminal that messages go to. */
    public int columns() {
        return terminal.isTerminal(Terminal.STDERR) ? terminal.columns(Terminal.STDERR) : 100;
    }

    /** Rows of the terminal that messages go to. */
    public int rows() {
        return terminal.rows(Terminal.STDERR);
    }

    /** Columns that an answer should fit in; no bound where it goes into a file or a program. */
    public int dataColumns() {
        return terminal.isTerminal(Terminal.STDOUT)
                ? terminal.columns(Terminal.STDOUT)
                : Integer.MAX_VALUE;
    }

    /** A line of the answer for a person; nothing with {@code --json}. */
    public void data(String line) {
        if (!style.json()) {
            answer(line);
        }
    }

    /** A line of the answer for a program, if that is wanted. */
    public void json(Object value) {
        if (style.json()) {
            answer(Json.line(value));
        }
    }

    /** Says on stderr what a person has to know, also with {@code -q}; may wait like a note. */
    public void remark(String line) {
        String safe = safe(line);
        if (mayWait()) {
            print(err, safe);
        } else {
            scribe.writeSurely(() -> print(err, safe));
        }
    }

    /** A message beside the answer; nothing with {@code -q}. It may hold words of strangers. */
    public void note(String line) {
        if (!style.quiet()) {
            String safe = safe(line);
            if (mayWait()) {
                print(err, safe);
            } else {
                scribe.write(() -> print(err, safe));
            }
        }
    }

    /**
     * A message from a thread that has nothing else to do than to say such, and waits as long as
     * the terminal is halted; a platform thread.
     */
    public void noteNow(String line) {
        if (!style.quiet()) {
            print(err, safe(line));
        }
    }

    private void tellLeftOut(int lines) {
        noteNow("dunlin: " + lines + " lines before this are left out: nobody took them");
    }

    private static String safe(String line) {
        return SafeText.line(line, LONGEST_NOTE);
    }

    private boolean mayWait() {
        return Thread.currentThread().equals(owner);
    }

    private void answer(String line) {
        if (mayWait()) {
            print(out, line);
        } else {
            scribe.writeSurely(() -> print(out, line));
        }
    }

    /** A message that only with {@code -v} is worth its line. */
    public void detail(String line) {
        if (style.verbose()) {
            note(line);
        }
    }

    /** What a person must know even with {@code -q}. */
    public void warn(String line) {
        String safe = safe("dunlin: " + line);
        if (mayWait()) {
            print(err, safe);
        } else {
            scribe.writeSurely(() -> print(err, safe));
        }
    }

    /** Where an error came from, whose words, and those of its causes, may be a stranger's. */
    public void trace(Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace, true));
        trace.toString()
                .lines()
                .limit(MAX_TRACE)
                .forEach(line -> print(err, safe(line.replace("\t", "    "))));
    }

    /** Waits until what other threads have said is written, unless nobody takes it. */
    @Override
    public void close() {
        scribe.close(SETTLING);
    }

    /** Draws these lines in place of the last ones, if this is a terminal. */
    public void live(List<String> lines) {
        if (isLive) {
            lock.lock();
            try {
                live.draw(lines);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Takes the live view away. */
    public void endLive() {
        lock.lock();
        try {
            live.clear();
        } finally {
            lock.unlock();
        }
    }

    private void print(PrintStream stream, String line) {
        lock.lock();
        try {
            live.above(() -> {
                stream.println(line);
                stream.flush();
            });
        } finally {
            lock.unlock();
        }
    }
}
