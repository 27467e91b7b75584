package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code dunlin help}: says which commands there are, or all about one. */
@Command(
        name = "help",
        description = "Say which commands there are, or all about one of them.",
        footerHeading = "%nExample:%n",
        footer = "  dunlin help get")
public final class HelpCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "The command to explain.")
    private @Nullable String name;

    @Override
    public Integer call() {
        CommandLine program = Objects.requireNonNull(spec).root().commandLine();
        CommandLine explained = name == null ? program : program.getSubcommands().get(name);
        if (explained == null) {
            throw new UnmatchedArgumentException(program, List.of(name));
        }
        explained.usage(program.getOut());
        return ExitCode.DONE.number();
    }
}
