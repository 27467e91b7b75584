package dunlin.tracker.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.SafeText;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers, times and strangers' texts as the pages show them. */
final class Display {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Display() {}

    /** {@code 1.5 MiB}; units are powers of 1024. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.5) {
            value /= 1024;
            unit++;
        }
        String form =
                unit > 0 && value < 99.95 && value != Math.rint(value) ? "%.1f %s" : "%.0f %s";
        return String.format(Locale.ROOT, form, value, UNITS[unit]);
    }

    /** {@code 12,345}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 5 min ago}. */
    static String ago(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 60) {
            return "just now";
        }
        return seconds < 3600
                ? seconds / 60 + " min ago"
                : seconds < 86_400 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago";
    }

    /** To the second, in UTC. */
    static String at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A stranger's text without what would reorder or hide its neighbours. */
    static String safe(String text) {
        return SafeText.forTerminal(text);
    }

    /** A text as it stands in a URL's query. */
    static String inQuery(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
