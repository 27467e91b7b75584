package dunlin.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes, rates and times as a person reads and writes them. Units of bytes are powers of 1024. */
public final class Units {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final Pattern SIZE =
            Pattern.compile("(\\d{1,18})(?:\\.(\\d{1,3}))?\\s*(?:([KMGT])(?:I?B)?|B)?");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*([smhd]?)");
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private Units() {}

    /** {@code 1.5 MiB}, {@code 2 MiB}, {@code 120 MiB}: at most one decimal, and only below 100. */
    public static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        // 1023.5 would be shown as 1024 of the smaller unit.
        while (value >= 1023.5) {
            value /= 1024;
            unit++;
        }
        String form = value < 99.95 && value != Math.rint(value) ? "%.1f %s" : "%.0f %s";
        return String.format(Locale.ROOT, form, value, BYTES[unit]);
    }

    /** {@code 16.7 MiB/s}. */
    public static String rate(long bytesPerSecond) {
        return size(bytesPerSecond) + "/s";
    }

    /** {@code 8.2 s}, {@code 3 min 05 s}, {@code 2 h 10 min}, {@code 4 d 3 h}. */
    public static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 10 && time.toMillis() % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
        }
        return seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
    }

    /** {@code 8s}, {@code 3m05s}, {@code 2h10m}, {@code 4d03h}: six columns for a hundred days. */
    static String shortDuration(long seconds) {
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
        }
        long days = seconds / 86_400;
        return days < 100
                ? String.format(Locale.ROOT, "%dd%02dh", days, seconds / 3600 % 24)
                : "months";
    }

    /** How long ago, and the minute in local time: {@code 5 min ago (2026-03-01 14:05)}. */
    public static String when(Instant then, Instant now, ZoneId zone) {
        return ago(then, now) + " (" + minute(then, zone) + ")";
    }

    /** The minute in local time: {@code 2026-03-01 14:05}. */
    public static String minute(Instant then, ZoneId zone) {
        return WHEN.format(then.atZone(zone));
    }

    /** How long ago, roughly: {@code 5 min ago}. */
    public static String ago(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 60) {
            return "just now";
        }
        return seconds < 3600
                ? seconds / 60 + " min ago"
                : seconds < 86_400 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago";
    }

    /** {@code 1 piece}, {@code 7 pieces}. */
    public static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }

    /**
     * Bytes written as {@code 500K}, {@code 1.5M}, {@code 16MiB} or a plain number.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static long parseSize(String text) {
        Matcher match = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no number of bytes: write 800, 500K, 20M or 1.5G");
        }
        long unit = match.group(3) == null ? 1 : 1L << (10 * ("KMGT".indexOf(match.group(3)) + 1));
        String fraction = match.group(2) == null ? "0" : match.group(2);
        double part = Double.parseDouble("0." + fraction) * unit;
        try {
            return Math.addExact(
                    Math.multiplyExact(Long.parseLong(match.group(1)), unit), (long) part);
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException("'" + text + "' is more bytes than there can be");
        }
    }

    /**
     * A time written as {@code 90}, {@code 90s}, {@code 5m}, {@code 2h} or {@code 1d}.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Duration parseDuration(String text) {
        Matcher match = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time: write 90, 90s, 5m, 2h or 1d");
        }
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
