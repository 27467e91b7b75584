package dunlin.protocol;

import java.util.Locale;

/** What went wrong, in one line for a person, who knows no names of classes. */
public final class ErrorText {
    private ErrorText() {}

    /** The problem's own words; if it has none, what kind of problem it is. */
    public static String of(Throwable problem) {
        Throwable cause = problem.getCause();
        String message = problem.getMessage();
        if (cause != null && cause.toString().equals(message)) {
            return of(cause); // it only carries the other
        }
        return message == null || message.isBlank()
                ? kind(problem)
                : message.strip().lines().findFirst().orElse("").strip();
    }

    /** Its kind, as {@code closed by interrupt} of a {@code ClosedByInterruptException}. */
    public static String kind(Throwable problem) {
        String bare = problem.getClass().getSimpleName().replaceFirst("(Exception|Error)$", "");
        String words = bare.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return switch (words) {
            case "" -> "an error";
            case "io" -> "input or output failed";
            case "eof" -> "it ended too early";
            default -> words;
        };
    }
}
