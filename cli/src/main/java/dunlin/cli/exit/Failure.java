package dunlin.cli.exit;

import org.jspecify.annotations.Nullable;

/**
 * Why a command ends without having done its job. The message is one line for a person: what
 * failed, on what, and what to do next.
 */
public final class Failure extends Exception {
    private final ExitCode code;

    /** A failure that no exception caused. */
    public Failure(ExitCode code, String message) {
        this(code, message, null);
    }

    /** A failure with the exception that caused it, if any. */
    public Failure(ExitCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** How the process is to end. */
    public ExitCode code() {
        return code;
    }

    /** The message for the person. */
    public String line() {
        return String.valueOf(getMessage());
    }
}
