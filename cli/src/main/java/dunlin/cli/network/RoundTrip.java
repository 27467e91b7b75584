package dunlin.cli.network;

import java.time.Duration;
import java.util.Locale;

/** How long an answer takes, for a person. */
final class RoundTrip {
    private RoundTrip() {}

    /** In milliseconds, with a digit behind the point where that says something. */
    static String text(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 9.95 ? "%.1f ms" : "%.0f ms", millis);
    }
}
