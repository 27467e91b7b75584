package dunlin.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line into words as a POSIX shell does: by spaces; within {@code '} everything stands for
 * itself, within {@code "} a backslash makes {@code "} and itself ordinary, elsewhere any
 * character; {@code #} at the beginning of a word begins a remark; {@code ~} and {@code ~/} at the
 * beginning of one stand for the person's folder. Nothing else is expanded. Pure.
 */
final class Words {
    private final String line;
    private final String home;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean isWord;
    private int at;

    private Words(String line, String home) {
        this.line = line;
        this.home = home;
    }

    /**
     * The words of a line.
     *
     * @param home the person's folder
     * @throws IllegalArgumentException if a quote is not closed, with words for a person
     */
    static List<String> of(String line, String home) {
        return new Words(line, home).cut();
    }

    private List<String> cut() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            switch (c) {
                case ' ', '\t', '\r' -> end();
                case '\'' -> quoted('\'');
                case '"' -> quoted('"');
                case '\\' -> add(at < line.length() ? line.charAt(at++) : c);
                case '#' -> {
                    if (!isWord) {
                        return words;
                    }
                    add(c);
                }
                case '~' -> tilde();
                default -> add(c);
            }
        }
        end();
        return words;
    }

    private void add(char c) {
        word.append(c);
        isWord = true;
    }

    private void end() {
        if (isWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        isWord = false;
    }

    private void tilde() {
        boolean isAlone = at == line.length() || " \t/".indexOf(line.charAt(at)) >= 0;
        word.append(!isWord && isAlone ? home : "~");
        isWord = true;
    }

    private void quoted(char quote) {
        isWord = true; // also where there is nothing within
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                return;
            }
            boolean isEscape =
                    c == '\\'
                            && quote == '"'
                            && at < line.length()
                            && "\"\\".indexOf(line.charAt(at)) >= 0;
            word.append(isEscape ? line.charAt(at++) : c);
        }
        throw new IllegalArgumentException("a " + quote + " is not closed: add another one");
    }
}
