package dunlin.cli.shell;

import dunlin.cli.command.Interrupts;
import dunlin.cli.command.Session;
import dunlin.cli.completion.Vocabulary;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.node.api.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Takes line after line and runs the command that each is, over one peer that runs meanwhile. */
final class Shell {
    private final Session session;
    private final Commands commands;
    private final LineSource lines;
    private final Aside aside;
    private final Map<String, String> environment;
    private final Supplier<Peer> peer;

    /**
     * @param session that of the shell itself
     * @param peer gives each command the peer that runs
     */
    Shell(Session session, Commands commands, LineSource lines, Aside aside, Supplier<Peer> peer) {
        this.session = session;
        this.commands = commands;
        this.lines = lines;
        this.aside = aside;
        this.environment = session.environmentOfCommands();
        this.peer = peer;
    }

    /**
     * Blocks until there are no more lines, or one says so.
     *
     * @return the exit code of the last command that failed, or 0
     */
    int run() throws InterruptedException {
        int code = ExitCode.DONE.number();
        while (!session.interrupted()) {
            Optional<String> line = lines.next();
            if (line.isEmpty()) {
                return code;
            }
            int how;
            try {
                List<String> words = Words.of(line.get(), session.userFolder());
                if (ShortForms.isLeaving(words)) {
                    return code;
                }
                if (ShellHelp.isAsked(words)) {
                    how = beside(this::help);
                } else {
                    how = words.isEmpty() ? ExitCode.DONE.number() : run(words);
                }
            } catch (IllegalArgumentException e) {
                how = beside(it -> it.report(unreadable(e)).number());
            }
            code = how == ExitCode.DONE.number() ? code : how;
        }
        throw new InterruptedException();
    }

    private static Failure unreadable(IllegalArgumentException e) {
        return new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }

    private int run(List<String> words) {
        String[] line = ShortForms.writtenOut(words).toArray(String[]::new);
        return beside(command -> commands.run(command, line));
    }

    private int help(Session command) {
        Vocabulary vocabulary = Vocabulary.of(commands.all(session));
        ShellHelp.lines(vocabulary, command.console().dataColumns())
                .forEach(command.console()::data);
        return ExitCode.DONE.number();
    }

    /** Runs a command, and says only then what is to be said beside it. */
    private int beside(ToIntFunction<Session> run) {
        Interrupts interrupts = session.interrupts().ofOneCommand();
        Session command =
                session.within(
                        environment, interrupts, session.terminal().less(lines.rowsTaken()), peer);
        aside.hold();
        lines.onStop(interrupts::stopCommand);
        try {
            return run.applyAsInt(command);
        } finally {
            lines.onStop(() -> {});
            boolean ignored = Thread.interrupted(); // a stop that came too late for the command
            command.settle();
            aside.release();
        }
    }
}
