package dunlin.cli.terminal;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words as a person types them at a POSIX shell. */
public final class ShellWords {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_@%+=:,./-][A-Za-z0-9_@%+=:,./~-]*");

    private ShellWords() {}

    /** The line that a shell cuts into these words; quoted is only what must be. */
    public static String join(List<String> words) {
        return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
