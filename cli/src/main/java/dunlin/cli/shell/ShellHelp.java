package dunlin.cli.shell;

import dunlin.cli.completion.Vocabulary;
import dunlin.cli.terminal.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a shell answers to {@code help}: its commands, a line each, with their short forms. */
final class ShellHelp {
    private ShellHelp() {}

    /** Whether the words ask for it. */
    static boolean isAsked(List<String> words) {
        return words.equals(List.of("help")) || words.equals(List.of("?"));
    }

    static List<String> lines(Vocabulary vocabulary, int columns) {
        Map<String, String> forms = new HashMap<>();
        ShortForms.all().forEach((form, written) -> forms.put(written.getFirst(), form));
        forms.put("get", "d"); // c PEER N is another form of it
        Table table = new Table(List.of());
        for (Vocabulary.Command command : vocabulary.commands()) {
            if (!command.name().equals("shell")) {
                table.row(
                        command.name(),
                        forms.getOrDefault(command.name(), ""),
                        command.description());
            }
        }
        table.row("get --from PEER N", "c", "c PEER N: what browse shows under that number");
        table.row("quit", "q", "Leave the shell");
        table.row("help COMMAND", "", "All about one, with examples");
        return table.lines(columns);
    }
}
