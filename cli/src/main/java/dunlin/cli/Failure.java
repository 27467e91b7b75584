package dunlin.cli;

import org.jspecify.annotations.Nullable;

/**
 * Why a command ends without having done its job. The message is one line for a person: what
 * failed, on what, and what to do next.
 */
final class Failure extends Exception {
    private final ExitCode code;

    Failure(ExitCode code, String message) {
        this(code, message, null);
    }

    Failure(ExitCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
