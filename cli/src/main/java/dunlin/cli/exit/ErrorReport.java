package dunlin.cli.exit;

import dunlin.node.api.NodeRefusal;
import dunlin.protocol.ProtocolException;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** The one place that knows which exit code, and which words, an exception becomes. */
public final class ErrorReport {
    private ErrorReport() {}

    /** What a person is told about it. */
    public static Failure of(Throwable problem) {
        return switch (problem) {
            case Failure failure -> failure;
            case NodeRefusal refusal -> RefusalWords.of(refusal);
            case ProtocolException e ->
                    new Failure(
                            ExitCode.REFUSED,
                            "refused: " + text(e) + "; get a sound one from who made it",
                            e);
            case UncheckedIOException e -> of(Objects.requireNonNull(e.getCause()));
            case StorageException e ->
                    new Failure(ExitCode.DISK, DiskAdvice.line(text(e), e.reason()), e);
            case InterruptedException e -> interrupted(e);
            case NoSuchFileException e ->
                    new Failure(
                            ExitCode.NOT_FOUND, "no such file: " + e.getFile() + "; check it", e);
            case AccessDeniedException e ->
                    new Failure(
                            ExitCode.DISK,
                            "permission denied: " + e.getFile() + "; check who may use it",
                            e);
            case FileSystemException e ->
                    new Failure(ExitCode.DISK, text(e) + "; check the disk and try again", e);
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
            case IOException e when e.getCause() instanceof BindException ->
                    new Failure(
                            ExitCode.FAILED, text(e) + "; choose another with --port or --bind", e);
            case IOException e ->
                    new Failure(ExitCode.FAILED, text(e) + "; try again, -v says more", e);
            case InvalidPathException e ->
                    new Failure(
                            ExitCode.USAGE,
                            "no path for this system and locale: " + text(e) + "; use a UTF-8 one",
                            e);
            default ->
                    new Failure(
                            ExitCode.FAILED,
                            "a fault of dunlin itself: " + problem + "; -v shows where",
                            problem);
        };
    }

    /** What is said of a command that was stopped. */
    public static Failure interrupted(Throwable cause) {
        return new Failure(
                ExitCode.INTERRUPTED,
                "interrupted before it was done; run the same command again to go on",
                cause);
    }

    /** The exception's own words in one line. */
    public static String text(Throwable problem) {
        String message = problem.getMessage();
        String text = message == null || message.isBlank() ? problem.toString() : message;
        return text.lines().findFirst().orElse("").strip();
    }
}
