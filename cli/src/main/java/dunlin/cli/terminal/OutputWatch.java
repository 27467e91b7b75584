package dunlin.cli.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/**
 * Notices that nobody reads the answer any more, as when it goes into {@code head}: a command that
 * says something only now and then would otherwise run on for ever. Asks {@code poll(2)} of a pipe;
 * anything else that the answer goes to, and another system than a POSIX one, is never watched.
 */
public final class OutputWatch {
    /** To link functions of the C library takes longer than all else that a short command does. */
    private static final Duration SHORT_COMMANDS = Duration.ofMillis(500);

    private static final int LOOK_MILLIS = 60_000;
    private static final short POLLERR = 0x8;
    private static final short POLLHUP = 0x10;

    private OutputWatch() {}

    /** Begins to watch; {@code gone} is called at most once, on a thread of its own. */
    public static void start(Runnable gone) {
        if (Terminal.leadsTo(Terminal.STDOUT)
                .filter(it -> it.toString().startsWith("pipe:"))
                .isPresent()) {
            Thread.ofPlatform().daemon().name("output-watch").start(() -> watch(gone));
        }
    }

    private static void watch(Runnable gone) {
        try {
            Thread.sleep(SHORT_COMMANDS);
            awaitEnd();
        } catch (Throwable _) { // no such symbol, no such library: then it cannot be known
            return;
        }
        gone.run();
    }

    @SuppressWarnings("restricted") // as for the terminal
    private static void awaitEnd() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle poll =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("poll"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            // struct pollfd { int fd; short events, revents; }: errors are told without being asked
            MemorySegment output = arena.allocate(ValueLayout.JAVA_INT, 2);
            output.set(ValueLayout.JAVA_INT, 0, Terminal.STDOUT);
            short seen = 0;
            while ((seen & (POLLERR | POLLHUP)) == 0) {
                int answer = (int) poll.invokeExact(output, 1L, LOOK_MILLIS);
                if (answer < 0) {
                    Thread.sleep(SHORT_COMMANDS); // a signal came in between
                }
                seen = output.get(ValueLayout.JAVA_SHORT, 6);
            }
        }
    }
}
