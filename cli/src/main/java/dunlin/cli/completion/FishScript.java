package dunlin.cli.completion;

import dunlin.cli.completion.Vocabulary.Command;
import dunlin.cli.completion.Vocabulary.Word;
import java.util.stream.Collectors;

/** Completion for fish, with a few words on each command and option. */
final class FishScript {
    private static final String HEAD =
            """
            # Completion of dunlin for fish. To have it always:
            #   dunlin completion fish > ~/.config/fish/completions/dunlin.fish
            complete -c dunlin -f
            """;

    private FishScript() {}

    static String of(Vocabulary vocabulary) {
        StringBuilder script = new StringBuilder(HEAD);
        String names =
                vocabulary.commands().stream().map(Command::name).collect(Collectors.joining(" "));
        String none = "not __fish_seen_subcommand_from " + names;
        for (Command command : vocabulary.commands()) {
            line(script, none, "-a " + command.name(), command.description());
        }
        vocabulary
                .options()
                .forEach(option -> line(script, none, options(option), option.description()));
        for (Command command : vocabulary.commands()) {
            String here = "__fish_seen_subcommand_from " + command.name();
            if (command.takesFiles()) {
                line(script, here, "-F", "");
            }
            if (!command.arguments().isEmpty()) {
                line(script, here, "-a '" + String.join(" ", command.arguments()) + "'", "");
            }
            command.options()
                    .forEach(option -> line(script, here, options(option), option.description()));
        }
        return script.toString();
    }

    private static void line(StringBuilder script, String condition, String what, String told) {
        script.append("complete -c dunlin -n '").append(condition).append("' ").append(what);
        if (!told.isEmpty()) {
            script.append(" -d '").append(told).append('\'');
        }
        script.append('\n');
    }

    private static String options(Word option) {
        String names =
                option.names().stream()
                        .map(name ->
                                name.startsWith("--")
                                        ? "-l " + name.substring(2)
                                        : "-s " + name.substring(1))
                        .collect(Collectors.joining(" "));
        return names
                + switch (option.follower()) {
                    case NOTHING -> "";
                    case VALUE -> " -x";
                    case FILE -> " -r -F";
                };
    }
}
