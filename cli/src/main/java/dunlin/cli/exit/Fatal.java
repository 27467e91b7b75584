package dunlin.cli.exit;

import dunlin.protocol.ErrorText;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * What becomes of the program when one of its threads ends with an error that nobody caught: a line
 * that says so, and the end, with exit code 1. Threads that serve one stranger catch whatever
 * happens to them; without any other the program would stand there and not work. What is complete
 * is on the disk and is kept. Thread-safe.
 */
public final class Fatal implements Thread.UncaughtExceptionHandler {
    private final PrintStream err;
    private final BooleanSupplier verbose;
    private final IntConsumer end;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Says it on {@code err}.
     *
     * @param verbose whether it is wanted to see where it came from
     * @param end ends the process at once, with this exit code
     */
    public Fatal(PrintStream err, BooleanSupplier verbose, IntConsumer end) {
        this.err = err;
        this.verbose = verbose;
        this.end = end;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable problem) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            LastWords.say(() -> say(thread, problem));
        } finally { // should there be no memory even for that
            end.accept(ExitCode.FAILED.number());
        }
    }

    private void say(Thread thread, Throwable problem) {
        err.println("dunlin: " + line(thread, problem));
        if (verbose.getAsBoolean()) {
            problem.printStackTrace(err);
        }
        err.flush();
    }

    private static String line(Thread thread, Throwable problem) {
        if (problem instanceof OutOfMemoryError) {
            return "out of memory (%s); start it again with more, as by DUNLIN_JAVA_OPTS=-Xmx2g"
                    .formatted(ErrorReport.text(problem));
        }
        return "a fault of dunlin itself in %s: %s; start it again, -v shows where"
                .formatted(thread.getName(), ErrorText.of(problem));
    }
}
