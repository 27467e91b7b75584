package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.LastWords;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and its like, in one place: the thread that runs the command is interrupted, unwinds by
 * closing what it opened, and so ends with an exit code of its own choice instead of the JVM's. Who
 * does not end in time is cut off; nothing that is complete is lost by that.
 */
public final class Interrupts {
    /** Longer than anyone waits. */
    static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Thread command = Thread.currentThread();
    private final @Nullable Interrupts outer;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile boolean silent;
    private volatile int exitCode = ExitCode.INTERRUPTED.number();

    /** For the command that the calling thread runs; hears nothing by itself. */
    public Interrupts() {
        this(null);
    }

    private Interrupts(@Nullable Interrupts outer) {
        this.outer = outer;
    }

    /** For one command of several, run by the calling thread, which can be stopped by itself. */
    public Interrupts ofOneCommand() {
        return new Interrupts(this);
    }

    /** Stops the command, and nothing beyond it. */
    public void stopCommand() {
        requested = true;
        command.interrupt();
    }

    /** Begins to listen; the calling thread is the one that runs the command. */
    public static Interrupts install() {
        Interrupts interrupts = new Interrupts();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupts::stop, "interrupts"));
        return interrupts;
    }

    /** Whether the person asked to stop. */
    public boolean requested() {
        return requested || (outer != null && outer.requested());
    }

    /** Waits until the person asks to stop, or the time is over. @return whether it was that */
    boolean await(Duration time) {
        try {
            Thread.sleep(time);
            return requested();
        } catch (InterruptedException _) {
            return true; // that is what was waited for
        }
    }

    /** Ends the process, everything being closed. */
    public void exit(int code) {
        exitCode = code;
        ended.countDown();
        if (!requested || silent) {
            // Nothing is left to do for a hook; System.exit would first look into every jar for a
            // logger.
            Runtime.getRuntime().halt(code);
        }
        await(GRACE.multipliedBy(2)); // the hook below ends the process
    }

    /** Ends the command without a word: nobody takes its answer any more. */
    public void readerGone() {
        silent = true;
        stop();
    }

    /** Whether nobody is left to say anything to. */
    boolean isSilent() {
        return silent || (outer != null && outer.isSilent());
    }

    private void stop() {
        if (ended.getCount() == 0) {
            return; // an ordinary exit
        }
        requested = true;
        command.interrupt();
        try {
            if (!ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS) && !silent) {
                LastWords.say(() ->
                        System.err.println("dunlin: closing took too long; what was had is safe"));
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this thread; if someone did, ending is right.
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
