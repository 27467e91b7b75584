package dunlin.cli.completion;

import dunlin.cli.option.Matters;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * All that can be typed, as far as it is known beforehand.
 *
 * @param options those that may stand before the command
 */
public record Vocabulary(List<Word> options, List<Command> commands) {
    /**
     * What a word stands for, so that something fitting can be offered after it or in its place.
     */
    public enum Follower {
        /** The word says all. */
        NOTHING,
        /** A value that nobody can guess. */
        VALUE,
        FILE
    }

    /**
     * An option.
     *
     * @param names all of them, with their dashes
     * @param follower what the word after it is
     */
    public record Word(List<String> names, String description, Follower follower) {
        private static Word of(OptionSpec option) {
            Follower follower =
                    option.arity().min() == 0
                            ? Follower.NOTHING // such a value is joined by =
                            : isFile(option) ? Follower.FILE : Follower.VALUE;
            return new Word(
                    Arrays.stream(option.names()).toList(), line(option.description()), follower);
        }
    }

    /**
     * A command.
     *
     * @param takesFiles whether files may be its arguments
     * @param arguments words of which its argument is one, if that is known
     */
    public record Command(
            String name,
            String description,
            List<Word> options,
            boolean takesFiles,
            List<String> arguments) {
        private static Command of(CommandSpec command, List<String> all) {
            List<PositionalParamSpec> parameters = command.positionalParameters();
            return new Command(
                    command.name(),
                    line(command.usageMessage().description()),
                    wordsOf(command),
                    parameters.stream().anyMatch(Vocabulary::isFile),
                    parameters.stream().flatMap(it -> words(it, all)).toList());
        }

        private static Stream<String> words(PositionalParamSpec parameter, List<String> all) {
            return parameter.paramLabel().equals("COMMAND")
                    ? all.stream()
                    : parameter.typeInfo().getEnumConstantNames().stream();
        }

        /** Those options after which a word of this kind comes, each name by itself. */
        public List<String> before(Follower follower) {
            return options.stream()
                    .filter(option -> option.follower() == follower)
                    .flatMap(option -> option.names().stream())
                    .toList();
        }

        /** The long names of its options, and the short ones of those that have none. */
        List<String> optionNames() {
            return options.stream().map(option -> option.names().getLast()).toList();
        }
    }

    /** Of a program, all of whose commands are made. */
    public static Vocabulary of(CommandLine program) {
        List<CommandSpec> commands =
                program.getSubcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .toList();
        List<String> names = commands.stream().map(CommandSpec::name).toList();
        return new Vocabulary(
                wordsOf(program.getCommandSpec()),
                commands.stream().map(command -> Command.of(command, names)).toList());
    }

    /** What may stand before the command's name or in its place, as a command without one. */
    Command withoutCommand(List<String> names) {
        return new Command("", "", options, false, names);
    }

    /**
     * Fills the frame of a script for a shell with the patterns of {@code sh}: {@code COMMANDS} by
     * their names, {@code FILES} and {@code VALUES} by the command and option before them, {@code
     * CASES} by what {@code caseOf} makes of each command.
     *
     * @param names of the commands, as the shell has them in place of a command
     */
    String fill(String frame, List<String> names, Function<Command, String> caseOf) {
        List<Command> all =
                Stream.concat(Stream.of(withoutCommand(names)), commands.stream()).toList();
        return frame.replace(
                        "COMMANDS",
                        commands.stream().map(Command::name).collect(Collectors.joining("|")))
                .replace("FILES", before(all, Follower.FILE))
                .replace("VALUES", before(all, Follower.VALUE))
                .replace("CASES", all.stream().map(caseOf).collect(Collectors.joining()));
    }

    private static String before(List<Command> commands, Follower follower) {
        return commands.stream()
                .flatMap(command ->
                        command.before(follower).stream()
                                .map(option -> "\"" + command.name() + " " + option + "\""))
                .collect(Collectors.joining("|"));
    }

    private static List<Word> wordsOf(CommandSpec command) {
        return command.options().stream()
                .filter(option -> Matters.isFor(command, option))
                .map(Word::of)
                .toList();
    }

    /** A name in the catalogue may be a file's name just as well. */
    private static boolean isFile(ArgSpec argument) {
        Class<?>[] types = argument.typeInfo().getAuxiliaryTypes();
        return argument.typeInfo().getType().equals(Path.class)
                || Arrays.asList(types).contains(Path.class)
                || List.of("X", "TORRENT|MAGNET").contains(argument.paramLabel());
    }

    /** The first sentence, without what a shell would take for its own. */
    private static String line(String @Nullable [] description) {
        String first = description == null || description.length == 0 ? "" : description[0];
        String sentence = first.split("[.:;]( |$)| \\(", 2)[0].strip();
        return sentence.replaceAll("[^A-Za-z0-9 .,:+/-]", "");
    }
}
