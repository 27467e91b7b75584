package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.protocol.ErrorText;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How long to go on serving: {@code --seed=TIME}, or {@code --seed} alone for ever. As its own
 * reader on the command line it takes only what is joined by {@code =}, so that in {@code --seed
 * photos} the second word stays a name.
 */
final class SeedTime implements IParameterPreprocessor {
    static final String FOR_EVER = "for-ever";

    private final Optional<Duration> time;

    /** Made by picocli, as a preprocessor. */
    SeedTime() {
        this(Optional.empty());
    }

    private SeedTime(Optional<Duration> time) {
        this.time = time;
    }

    static Optional<SeedTime> parse(@Nullable String text) throws Failure {
        if (text == null || text.equals("false")) {
            return Optional.empty();
        }
        if (text.equals(FOR_EVER) || text.equals("true")) {
            return Optional.of(new SeedTime(Optional.empty()));
        }
        try {
            return Optional.of(new SeedTime(Optional.of(Units.parseDuration(text))));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--seed: " + ErrorText.of(e), e);
        }
    }

    /** Blocks for this time, or until the person has had enough: that ends it well. */
    void serve(Session session, Serving serving) throws NodeRefusal {
        session.console()
                .note(
                        "serving it to others"
                                + time.map(t -> " for " + Units.duration(t)).orElse("")
                                + "; Ctrl-C ends that");
        serving.run(session, time.orElse(Interrupts.FOR_EVER));
    }

    /** Lets the shell's peer go on serving these shares, for this time or until it ends. */
    void serveInShell(Console console, Peer peer, Collection<Integer> shares) {
        console.note(
                "served on "
                        + time.map(it -> "for " + Units.duration(it))
                                .orElse("until the shell ends"));
        time.ifPresent(it ->
                Thread.ofVirtual().name("seed-time").start(() -> removeAfter(it, peer, shares)));
    }

    private static void removeAfter(Duration time, Peer peer, Collection<Integer> shares) {
        try {
            Thread.sleep(time);
            for (int share : shares) {
                peer.remove(share);
            }
        } catch (InterruptedException | NodeRefusal _) {
            // The shell has ended, or somebody else removed it.
        }
    }

    @Override
    public boolean preprocess(
            Stack<String> arguments,
            CommandSpec command,
            ArgSpec argument,
            Map<String, Object> info) {
        if (" ".equals(info.get("separator"))) {
            arguments.push(FOR_EVER);
        }
        return false;
    }
}
