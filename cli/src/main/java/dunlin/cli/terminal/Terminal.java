package dunlin.cli.terminal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a standard stream is a terminal, and how wide that is: asked of the C library itself,
 * because {@link System#console} knows only whether input and output are terminals both, and
 * nothing of errors or of widths.
 */
public interface Terminal {
    int STDIN = 0;
    int STDOUT = 1;
    int STDERR = 2;

    /** Where Linux shows what the streams of a process are. */
    Path STREAMS = Path.of("/proc/self/fd");

    boolean isTerminal(int stream);

    /** Columns of the terminal behind a stream, as they are now. */
    int columns(int stream);

    /** Rows of the terminal behind a stream, as they are now. */
    int rows(int stream);

    /** The same terminal, without so many rows at its bottom. */
    default Terminal less(int rows) {
        Terminal whole = this;
        return new Terminal() {
            @Override
            public boolean isTerminal(int stream) {
                return whole.isTerminal(stream);
            }

            @Override
            public int columns(int stream) {
                return whole.columns(stream);
            }

            @Override
            public int rows(int stream) {
                return Math.max(1, whole.rows(stream) - rows);
            }
        };
    }

    /** No terminal at all. */
    Terminal NONE =
            new Terminal() {
                @Override
                public boolean isTerminal(int stream) {
                    return false;
                }

                @Override
                public int columns(int stream) {
                    return 80;
                }

                @Override
                public int rows(int stream) {
                    return 24;
                }
            };

    /** The terminal of this process; none where the C library is not as POSIX has it. */
    static Terminal system() {
        if (!mayBeTerminal(STDOUT) && !mayBeTerminal(STDERR)) {
            return NONE;
        }
        try {
            return new Posix();
        } catch (Throwable _) { // no such symbol, no such library: then no terminal
            return NONE;
        }
    }

    /**
     * Whether a stream leads to a device, as far as {@code /proc} tells. To link functions of the C
     * library takes longer than all else that a short command does, and in a pipe it is for
     * nothing.
     */
    private static boolean mayBeTerminal(int stream) {
        return !Files.isDirectory(STREAMS)
                || leadsTo(stream)
                        .filter(it -> it.startsWith("/dev") && !it.endsWith("null"))
                        .isPresent();
    }

    /** What a stream of this process is, if it is open and {@code /proc} tells. */
    static Optional<Path> leadsTo(int stream) {
        try {
            return Optional.of(Files.readSymbolicLink(STREAMS.resolve("" + stream)));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    /** {@code isatty(3)} and {@code ioctl(TIOCGWINSZ)}. */
    final class Posix implements Terminal {
        /** The request's number differs by kernel; a wrong one is refused and does no harm. */
        private static final long TIOCGWINSZ =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")
                        ? 0x5413
                        : 0x40087468;

        private final MethodHandle isatty;
        private final MethodHandle ioctl;

        @SuppressWarnings(
                "restricted") // the launcher allows native access; without it there is a warning
        private Posix() {
            Linker linker = Linker.nativeLinker();
            isatty =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("isatty"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            ioctl =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("ioctl"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2));
        }

        @Override
        public boolean isTerminal(int stream) {
            try {
                return (int) isatty.invokeExact(stream) == 1;
            } catch (Throwable _) { // a downcall declares Throwable; this one throws nothing
                return false;
            }
        }

        @Override
        public int columns(int stream) {
            return windowSize(stream, 1, 80);
        }

        @Override
        public int rows(int stream) {
            return windowSize(stream, 0, 24);
        }

        /** Field 0 or 1 of {@code struct winsize { unsigned short ws_row, ws_col, …; }}. */
        private int windowSize(int stream, int field, int otherwise) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
                if ((int) ioctl.invokeExact(stream, TIOCGWINSZ, size) != 0) {
                    return otherwise;
                }
                int value = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, field));
                return value == 0 ? otherwise : value;
            } catch (Throwable _) { // as above
                return otherwise;
            }
        }
    }
}
