package dunlin.cli;

import dunlin.cli.command.CompletionCommand;
import dunlin.cli.command.CreateCommand;
import dunlin.cli.command.GetCommand;
import dunlin.cli.command.HelpCommand;
import dunlin.cli.command.IdCommand;
import dunlin.cli.command.InspectCommand;
import dunlin.cli.command.ListCommand;
import dunlin.cli.command.LocateCommand;
import dunlin.cli.command.SearchCommand;
import dunlin.cli.command.Session;
import dunlin.cli.command.ShareCommand;
import dunlin.cli.command.TrackerCommand;
import dunlin.cli.command.UnshareCommand;
import dunlin.cli.command.VerifyCommand;
import dunlin.cli.demo.DemoCommand;
import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.network.BrowseCommand;
import dunlin.cli.network.MapCommand;
import dunlin.cli.network.PeersCommand;
import dunlin.cli.option.ByteCount;
import dunlin.cli.option.Count;
import dunlin.cli.option.OptionDefaults;
import dunlin.cli.option.SharedOptions;
import dunlin.cli.shell.Commands;
import dunlin.cli.shell.ShellCommand;
import dunlin.cli.terminal.Units;
import dunlin.net.AddressRange;
import dunlin.net.HostPort;
import dunlin.node.api.NamedTracker;
import dunlin.protocol.Version;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands put together: reads the command line, runs one, and answers with its exit code. */
@Command(
        name = "dunlin",
        description = "Share and fetch files and folders, peer to peer.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Program.VersionLine.class)
public final class Program implements Callable<Integer> {
    private static final List<String> VERSION = List.of("-V", "--version");
    private static final Set<String> ABOUT_ALL = Set.of("help", "completion");

    private static final Commands IN_SHELL =
            new Commands() {
                @Override
                public int run(Session session, String... words) {
                    return new Program(session, session.out(), session.err()).run(words);
                }

                @Override
                public CommandLine all(Session session) {
                    return new Program(session, session.out(), session.err()).allCommands();
                }
            };

    @Mixin final SharedOptions options;

    private final Session session;
    private final PrintStream out;
    private final PrintStream err;

    Program(Session session, PrintStream out, PrintStream err) {
        this.session = session;
        this.options = session.options();
        this.out = out;
        this.err = err;
    }

    /**
     * All commands by name. To read one's options takes some ten milliseconds, so a start makes
     * only those that its arguments can mean.
     */
    private static Map<String, Function<Session, Object>> makers() {
        Map<String, Function<Session, Object>> makers = new LinkedHashMap<>();
        makers.put("demo", DemoCommand::new);
        makers.put("tracker", TrackerCommand::new);
        makers.put("share", ShareCommand::new);
        makers.put("unshare", UnshareCommand::new);
        makers.put("list", ListCommand::new);
        makers.put("search", SearchCommand::new);
        makers.put("locate", LocateCommand::new);
        makers.put("get", GetCommand::new);
        makers.put("peers", PeersCommand::new);
        makers.put("browse", BrowseCommand::new);
        makers.put("map", MapCommand::new);
        makers.put("create", CreateCommand::new);
        makers.put("inspect", InspectCommand::new);
        makers.put("verify", VerifyCommand::new);
        makers.put("id", IdCommand::new);
        makers.put("shell", session -> new ShellCommand(session, IN_SHELL));
        makers.put("completion", _ -> new CompletionCommand());
        makers.put("help", _ -> new HelpCommand());
        return makers;
    }

    /** Runs the command that the arguments name. */
    int run(String... arguments) {
        try {
            Path home = homeOf(arguments, session.environment());
            OptionDefaults defaults =
                    OptionDefaults.read(Optional.ofNullable(home), session.environment());
            CommandLine commands = commandLine(meant(arguments));
            commands.setParameterExceptionHandler((e, _) -> misused(usage(e), arguments));
            defaults.requireKnown(optionNames(commands), () -> optionNames(allCommands()));
            commands.setDefaultValueProvider(defaults);
            return commands.execute(arguments);
        } catch (Failure | InvalidPathException e) {
            return misused(e, arguments);
        } finally {
            session.settle();
        }
    }

    /** Reading ended before {@code --json} was come to, perhaps. */
    private int misused(Exception mistake, String... arguments) {
        options.json |= Arrays.asList(arguments).contains("--json");
        return session.report(mistake).number();
    }

    /**
     * The commands that the arguments can mean: those whose names are among them; all, if it is
     * none and more is wanted than the version, or one that is about the others.
     */
    private static Set<String> meant(String... arguments) {
        Set<String> all = makers().keySet();
        Set<String> words = Set.copyOf(Arrays.asList(arguments));
        Set<String> named = all.stream().filter(words::contains).collect(Collectors.toSet());
        boolean isAboutAll =
                named.isEmpty()
                        ? Collections.disjoint(words, VERSION)
                        : !Collections.disjoint(named, ABOUT_ALL);
        return isAboutAll ? all : named;
    }

    /** With all commands made. */
    CommandLine allCommands() {
        return commandLine(makers().keySet());
    }

    private CommandLine commandLine(Set<String> names) {
        CommandLine commands = new CommandLine(this);
        makers().forEach((name, maker) -> {
            if (names.contains(name)) {
                commands.addSubcommand(maker.apply(session));
            }
        });
        commands.registerConverter(NamedTracker.class, value(NamedTracker::parse));
        commands.registerConverter(HostPort.class, value(HostPort::parse));
        commands.registerConverter(Path.class, value(Program::path));
        commands.registerConverter(Duration.class, value(Units::parseDuration));
        commands.registerConverter(Integer.class, value(HostPort::parsePort));
        commands.registerConverter(AddressRange.class, value(AddressRange::parse));
        commands.registerConverter(Count.class, value(Count::parse));
        commands.registerConverter(ByteCount.class, value(ByteCount::parse));
        commands.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        commands.setExecutionStrategy(line -> {
            session.given(SharedOptions.among(line));
            return new RunLast().execute(line);
        });
        commands.setExecutionExceptionHandler((e, _, _) -> session.report(e).number());
        Usage.ofProgram(commands);
        commands.getSubcommands().values().forEach(Usage::ofCommand);
        return commands;
    }

    private static Set<String> optionNames(CommandLine commands) {
        return commands.getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(OptionDefaults::name)
                .collect(Collectors.toSet());
    }

    /** A command without a name does nothing but to say which there are. */
    @Override
    public Integer call() {
        if (options.json) {
            return session.report(
                            new Failure(
                                    ExitCode.USAGE,
                                    "no command is named; dunlin --help shows which there are"))
                    .number();
        }
        allCommands().usage(err);
        return ExitCode.USAGE.number();
    }

    /** Java takes the letters of paths from the system's locale. */
    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no path in this system's locale: set LC_ALL=C.UTF-8", e);
        }
    }

    /** Reads a value; what its reader says is wrong with it reaches the person in its own words. */
    private static <T> ITypeConverter<T> value(Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(ErrorReport.text(e));
            }
        };
    }

    /** A mistake on the command line, with what was probably meant. */
    private static Failure usage(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            boolean isCommand = command.getParent() == null && !word.startsWith("-");
            String kind = word.startsWith("-") ? "option" : isCommand ? "command" : "argument";
            List<String> meant =
                    switch (kind) {
                        case "option" ->
                                Spelling.nearest(
                                        word.replaceFirst("=.*", ""),
                                        command.getCommandSpec().optionsMap().keySet());
                        case "command" -> Spelling.nearest(word, makers().keySet());
                        default -> List.of();
                    };
            return new Failure(
                    ExitCode.USAGE,
                    "unknown %s '%s'; %s"
                            .formatted(
                                    kind,
                                    word,
                                    meant.isEmpty()
                                            ? see(command)
                                            : "did you mean " + String.join(" or ", meant) + "?"),
                    mistake);
        }
        String line =
                ErrorReport.text(mistake)
                        .replaceFirst("[.]$", "")
                        .replaceAll("\\((?:[a-z]+[.])+[A-Za-z]+: ", "("); // of the exception within
        return new Failure(
                ExitCode.USAGE,
                Character.toLowerCase(line.charAt(0)) + line.substring(1) + "; " + see(command),
                mistake);
    }

    private static String see(CommandLine command) {
        return "see " + command.getCommandSpec().qualifiedName() + " --help";
    }

    /** The folder of the settings must be known before the options are read. */
    private static @Nullable Path homeOf(String[] arguments, Map<String, String> environment) {
        String home = environment.getOrDefault("DUNLIN_HOME", "").strip();
        for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
            if (arguments[i].startsWith("--home=")) {
                home = arguments[i].substring("--home=".length());
            } else if (arguments[i].equals("--home") && i + 1 < arguments.length) {
                home = arguments[i + 1];
            }
        }
        return home.isEmpty() ? null : Path.of(home);
    }

    /** Says which Dunlin this is. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"dunlin " + Version.NUMBER};
        }
    }
}
