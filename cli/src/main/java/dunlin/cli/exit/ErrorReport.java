package dunlin.cli.exit;

import dunlin.node.api.NodeRefusal;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/**
 * The one place that knows which exit code, and which words, an exception becomes. What a peer may
 * meet as well becomes the refusal that it is there, so that both are told alike.
 */
public final class ErrorReport {
    private ErrorReport() {}

    /** What a person is told about it. */
    public static Failure of(Throwable problem) {
        return switch (problem) {
            case Failure failure -> failure;
            case UncheckedIOException e -> of(Objects.requireNonNull(e.getCause()));
            case InterruptedException e -> interrupted(e);
            case SocketTimeoutException e -> RefusalWords.of(NodeRefusal.of(e));
            case InterruptedIOException e -> interrupted(e);
            case NoSuchFileException e ->
                    new Failure(
                            ExitCode.NOT_FOUND, "no such file: " + e.getFile() + "; check it", e);
            case BindException e ->
                    new Failure(
                            ExitCode.FAILED,
                            "cannot listen: " + text(e) + "; choose another address or port",
                            e);
            case UnknownHostException e ->
                    new Failure(
                            ExitCode.UNREACHABLE,
                            text(e) + ": check the name, or give its address",
                            e);
            case InvalidPathException e ->
                    new Failure(
                            ExitCode.USAGE,
                            "no path for this system and locale: " + text(e) + "; use a UTF-8 one",
                            e);
            default -> RefusalWords.of(NodeRefusal.of(problem));
        };
    }

    /** What is said of a command that was stopped. */
    public static Failure interrupted(Throwable cause) {
        if (cause instanceof Failure known && known.code() == ExitCode.INTERRUPTED) {
            return known; // whoever was stopped knows better how to go on
        }
        return new Failure(
                ExitCode.INTERRUPTED,
                "interrupted before it was done; run the same command again to go on",
                cause);
    }

    /** The exception's own words in one line. */
    public static String text(Throwable problem) {
        return NodeRefusal.text(problem);
    }
}
