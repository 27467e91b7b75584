package dunlin.cli.option;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code config.toml}: one {@code option = value} a line, where a value is a string, a whole
 * number, a truth value, or an array of strings on one line. That is all of TOML that options need;
 * anything else in the file is refused by line, never skipped.
 */
final class ConfigFile {
    private static final Pattern STRING = Pattern.compile("\"([^\"\\\\]*)\"|'([^']*)'");
    private static final Pattern VALUE =
            Pattern.compile(
                    "(?<string>%1$s)|(?<bare>true|false|[0-9][0-9_]*)|\\[(?<array>\\s*(?:(?:%1$s)\\s*(?:,\\s*|(?=\\])))*)\\]"
                            .formatted("\"[^\"\\\\]*\"|'[^']*'"));
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:([A-Za-z0-9_-]+)\\s*=\\s*(" + VALUE + "))?\\s*(?:#.*)?");

    private ConfigFile() {}

    /**
     * The values by option name ({@code tracker}, not {@code --tracker}); those of an array are
     * joined with commas.
     *
     * @throws Failure with the line that is not understood
     */
    static Map<String, String> parse(String name, String text) throws Failure {
        Map<String, String> values = new HashMap<>();
        int number = 0;
        // Some editors begin a file with the mark of its byte order.
        for (String line : text.replaceFirst("^\uFEFF", "").lines().toList()) {
            number++;
            Matcher match = LINE.matcher(line);
            if (!match.matches()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "cannot read line %d of %s: write  option = \"value\"  there"
                                .formatted(number, name));
            }
            if (match.group(1) != null
                    && values.put(match.group(1).replace('_', '-'), value(match)) != null) {
                throw new Failure(
                        ExitCode.USAGE,
                        "'%s' stands twice in %s: take one away".formatted(match.group(1), name));
            }
        }
        return values;
    }

    private static String value(Matcher line) {
        if (line.group("bare") != null) {
            return line.group("bare").replace("_", "");
        }
        StringBuilder joined = new StringBuilder();
        Matcher string = STRING.matcher(line.group(2));
        while (string.find()) {
            joined.append(joined.isEmpty() ? "" : ",")
                    .append(string.group(1) != null ? string.group(1) : string.group(2));
        }
        return joined.toString();
    }
}
