package dunlin.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Folders;
import dunlin.cli.option.OptionDefaults;
import dunlin.cli.option.SharedOptions;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Terminal;
import dunlin.cli.terminal.Units;
import dunlin.node.Node;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Peer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One run of the program: its surroundings, the options that all commands share, its console. */
public final class Session {
    private static final int CANDIDATES_SHOWN = 20;

    /** Digits of an id: enough to name it by. */
    private static final int ID_SHOWN = 16;

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;
    private final Supplier<Terminal> terminal;
    private final Interrupts interrupts;
    private final Optional<Supplier<Peer>> running;
    private final SharedOptions options = new SharedOptions();
    private Map<String, String> given = Map.of();
    private InputStream in = System.in;
    private Subject subject = Subject.NONE;
    private @Nullable Console console;
    private @Nullable Terminal knownTerminal;

    @SuppressWarnings("unused") // held, see Logging
    private @Nullable Logger logger;

    public Session(
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            Supplier<Terminal> terminal,
            Interrupts interrupts) {
        this(out, err, environment, terminal, interrupts, Optional.empty());
    }

    private Session(
            PrintStream out,
            PrintStream err,
            Map<String, String> environment,
            Supplier<Terminal> terminal,
            Interrupts interrupts,
            Optional<Supplier<Peer>> running) {
        this.out = out;
        this.err = err;
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
        this.interrupts = interrupts;
        this.running = running;
    }

    /**
     * One command of a shell.
     *
     * @param environment that of this session, with what was given to the shell
     * @param interrupts the command's own
     * @param terminal as much of it as the command may use
     * @param running gives the shell's peer, whose closing ends nothing
     */
    public Session within(
            Map<String, String> environment,
            Interrupts interrupts,
            Terminal terminal,
            Supplier<Peer> running) {
        return new Session(out, err, environment, () -> terminal, interrupts, Optional.of(running));
    }

    /** Whether the peer runs on when the command is over, so that what it shares stays shared. */
    public boolean isInShell() {
        return running.isPresent();
    }

    public Map<String, String> environment() {
        return environment;
    }

    public SharedOptions options() {
        return options;
    }

    /** Where settings and state of this home lie. */
    public Folders folders() {
        return options.folders(environment);
    }

    /** The console; only once the options are read. */
    public Console console() {
        if (console == null) {
            console = new Console(out, err, terminal(), style());
            hearLogs(console);
        }
        return console;
    }

    /** A further console, for what goes elsewhere. */
    public Console consoleOn(PrintStream elsewhere, PrintStream besideIt) {
        return new Console(elsewhere, besideIt, terminal(), style());
    }

    private Console.Style style() {
        boolean plain =
                !environment.getOrDefault("NO_COLOR", "").isEmpty()
                        || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Console.Style(options.json, options.verbose, options.quiet, plain);
    }

    /** Has what the parts log said at this console. */
    public void hearLogs(Console there) {
        logger = Logging.install(there, options.verbose);
    }

    /** The terminal of this process. */
    public Terminal terminal() {
        if (knownTerminal == null) {
            knownTerminal = terminal.get();
        }
        return knownTerminal;
    }

    /** Where a person or a program gives commands to a shell. */
    public InputStream in() {
        return in;
    }

    /** The same with another input. */
    public Session reading(InputStream input) {
        in = input;
        return this;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** The folder that the person calls {@code ~}. */
    public String userFolder() {
        return environment.getOrDefault("HOME", System.getProperty("user.home", "."));
    }

    /** Waits until all is said, unless nobody takes it; nothing is said after that. */
    public void settle() {
        if (console != null) {
            console.close();
        }
    }

    /** Hears which of the options that all commands take stand on the command line. */
    public void given(Map<String, String> shared) {
        given = Map.copyOf(shared);
    }

    /** The environment for commands of a shell: that of this one, with what was given to it. */
    public Map<String, String> environmentOfCommands() {
        Map<String, String> all = new HashMap<>(environment);
        given.forEach((option, value) -> all.put(OptionDefaults.variable(option), value));
        return all;
    }

    /**
     * A peer as the options say, that does nothing before it is needed; in a shell, the one that
     * runs there.
     */
    public Peer node() throws IOException, Failure {
        if (running.isEmpty()) {
            return new Node(options.nodeConfig(folders(), options.peerAddresses()));
        }
        for (String option : given.keySet()) {
            if (!SharedOptions.OF_EACH_COMMAND.contains(option)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "--%s belongs to the shell, whose peer runs already: leave it out, or start another shell with it"
                                .formatted(option));
            }
        }
        return running.get().get();
    }

    /** Whether the person asked to stop. */
    public boolean interrupted() {
        return interrupts.requested();
    }

    /** How the person is heard who asks to stop. */
    public Interrupts interrupts() {
        return interrupts;
    }

    /** Waits until the person asks to stop, or the time is over. @return whether it was that */
    boolean awaitInterrupt(Duration time) {
        return interrupts.await(time);
    }

    /** What a person is told of an exception; a stop that was asked for explains any of them. */
    public Failure failure(Throwable problem) {
        return interrupted() ? ErrorReport.interrupted(problem) : ErrorReport.of(problem);
    }

    /** Says what the command turns to, so that a failure from now on can say of what it is. */
    public void turnTo(Subject next) {
        subject = next;
    }

    /** Tells of a failure; a program hears of what it is. */
    public ExitCode report(Throwable problem) {
        return report(problem, subject);
    }

    ExitCode report(Throwable problem, Subject of) {
        answer(problem, of);
        return tell(problem);
    }

    /** Tells a program of a failure, if one is asking. */
    void answer(Throwable problem, Subject of) {
        console().json(Failed.of(failure(problem), of, candidates(problem)));
    }

    /**
     * Tells a person of a failure, in one line; with {@code -v} also where it came from. A program
     * has its answer already.
     */
    ExitCode tell(Throwable problem) {
        Failure failure = failure(problem);
        console().endLive();
        if (interrupts.isSilent()) {
            return failure.code();
        }
        show(candidates(problem));
        console().warn(failure.line());
        if (options.verbose && failure.code() != ExitCode.INTERRUPTED) {
            console().trace(problem);
        }
        return failure.code();
    }

    /** The shares that may be meant, where it is a name that failed. */
    private static List<LiveListing> candidates(Throwable problem) {
        return switch (problem) {
            case NodeRefusal refusal when refusal.why() instanceof Why.Ambiguous it ->
                    it.candidates();
            case NodeRefusal refusal when refusal.why() instanceof Why.NotListed it -> it.near();
            default -> List.of();
        };
    }

    /** The end of a command, or of one of its jobs, that failed; the names are a contract. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failed(
            String event,
            @Nullable String id,
            @Nullable String name,
            String error,
            int code,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ListedShare> candidates) {
        static Failed of(Failure failure, Subject subject, List<LiveListing> candidates) {
            return new Failed(
                    "failed",
                    subject.id().orElse(null),
                    subject.name().orElse(null),
                    failure.line(),
                    failure.code().number(),
                    candidates.stream().map(ListedShare::of).toList());
        }
    }

    /** Those between which a person has to choose. */
    private void show(List<LiveListing> candidates) {
        Table table = new Table(List.of("", "", ">", "", "", ">"));
        Instant now = Instant.now();
        for (LiveListing live :
                candidates.subList(0, Math.min(CANDIDATES_SHOWN, candidates.size()))) {
            Listing listing = live.listing();
            table.row(
                    "  " + listing.id().toString().substring(0, ID_SHOWN),
                    listing.name(),
                    Units.size(listing.size()),
                    Units.ago(listing.sharedAt(), now),
                    "by " + listing.sharedBy(),
                    Units.count(live.seeders(), "seeder"));
        }
        table.lines(console().columns()).stream().skip(1).forEach(console()::note);
    }
}
